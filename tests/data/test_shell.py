"""The shell: one valid JSON object whatever happens, and files that come out go in again."""

import json
import os
import subprocess
import sys

import pytest

from data.__main__ import main
from data.contracts import CONTRACTS, template_csv
from data.intake import Layout
from data.settings import ROOT
from data.store import open_store

REAL = ROOT.parent / "shared" / "realdata" / "incidents"
KEYS = ["kind", "rows", "published", "submission_id", "repairs", "problems", "errors", "warnings", "questions"]


@pytest.fixture
def shell(tmp_path, capsys):
    """Runs one command against a store of its own: shell("load", "kpi_values", text=...) -> code, output."""
    path = tmp_path / "store.duckdb"

    def run(*words, text: str | bytes | None = None, name: str = "file.csv"):
        call = list(words)
        if text is not None:
            file = tmp_path / name
            file.write_bytes(text if isinstance(text, bytes) else text.encode())
            call.append(str(file))
        if call[0] != "template":
            call += ["--store", str(path)]
        code = main(call)
        out = capsys.readouterr()
        return code, out.out if code == 0 or out.out else out.err

    yield run
    open_store(path).close()


def loaded(shell, kind: str, text: str | bytes, *more: str):
    code, out = shell("load", kind, "--format", "json", *more, text=text)
    result = json.loads(out)
    assert list(result) == KEYS
    for problem in result["problems"]:
        assert list(problem) == ["row", "column", "value", "problem", "remedy", "severity", "code"]
    assert code == (1 if any(each["severity"] == "error" for each in result["problems"]) else 0)
    return result


def test_load_publishes_and_says_so(shell):
    result = loaded(shell, "kpi_values", "measure_id,month,value\nbacklog,2026-09,5\n", "--by", "nightly job")
    assert (result["kind"], result["rows"], result["published"], result["problems"]) == ("kpi_values", 1, True, [])
    code, out = shell("submissions", "--format", "json")
    (submission,) = json.loads(out)["submissions"]
    assert code == 0
    assert submission["submission_id"] == result["submission_id"]
    assert (submission["state"], submission["submitted_by"], submission["row_count"]) == ("published", "nightly job", 1)


def test_what_a_file_leaves_open_is_asked_and_can_be_said(shell):
    volumes = "".join(f"bins,2026-{month:02},online,5\n" for month in range(1, 9))
    text = f"Volumes by service,,,\nservice_id,month,channel,completed\nService,Month,Mode,Count\n{volumes}"
    refused = loaded(shell, "channel_volumes", text)
    assert not refused["published"] and "--header-line 2" in refused["problems"][0]["remedy"]
    told = loaded(shell, "channel_volumes", text, "--header-line", "2")
    assert (told["published"], told["rows"]) == (False, 9)
    assert [(each["row"], each["column"], each["value"]) for each in told["problems"]] == [
        (3, "month", "Month"), (3, "channel", "Mode"), (3, "completed", "Count"),
    ], "line 3 is a row, and is judged"  # fmt: skip
    named = loaded(shell, "channel_volumes", text.replace("Service,Month,Mode,Count\n", ""), "--header-line", "2")
    assert named["published"] and named["rows"] == 8


def test_errors_publish_nothing(shell):
    result = loaded(shell, "kpi_values", "measure_id,month,value\nbacklog,2026-09,x\nreopened,soon,1\n")
    assert (result["published"], result["submission_id"], result["rows"]) == (False, None, 2)
    assert [(each["row"], each["column"], each["value"]) for each in result["problems"]] == [
        (2, "value", "x"),
        (3, "month", "soon"),
    ]
    assert json.loads(shell("submissions", "--format", "json")[1]) == {"submissions": []}


def test_check_keeps_nothing(shell):
    code, out = shell("check", "kpi_values", "--format", "json", text="measure_id,month,value\nbacklog,2026-09,5\n")
    result = json.loads(out)
    assert (code, result["rows"], result["published"], result["submission_id"]) == (0, 1, False, None)
    assert "submission_id" in shell("submissions")[1] and len(shell("submissions")[1].splitlines()) == 1


@pytest.mark.parametrize(
    "raw", [b"", b"PK\x03\x04xx", b"\x00\x01\x02", b"\xff\xfe", b"\xff\xff\xff", b'"', b"\r", b"a", b'a,b\n"1,2\n']
)
def test_json_is_valid_for_any_bytes(shell, raw):
    result = loaded(shell, "incidents", raw)
    assert not result["published"] and any(each["severity"] == "error" for each in result["problems"])


def test_json_is_valid_where_there_is_no_file_or_kind(shell, tmp_path):
    for kind, file in (("incidents", "no-such.csv"), ("incidents", "."), ("no_such_kind", "no-such.csv")):
        code, out = shell("load", kind, str(tmp_path / file), "--format", "json")
        result = json.loads(out)
        assert code == 1 and list(result) == KEYS and result["problems"][0]["row"] is None


def test_json_is_valid_where_the_store_is_busy(shell, tmp_path):
    store = open_store(tmp_path / "busy.duckdb")
    file = tmp_path / "k.csv"
    file.write_text("measure_id,month,value\na,2026-09,5\n")
    done = subprocess.run(
        [sys.executable, "-m", "data", "load", "kpi_values", str(file), "--store", str(store.path), "--format", "json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    store.close()
    assert done.returncode == 1 and not done.stderr
    assert f"in use by process {os.getpid()}" in json.loads(done.stdout)["problems"][0]["problem"]


def test_a_wrong_call_ends_with_2():
    for words in (["load"], ["load", "incidents"], ["no-such"], ["withdraw", "x"], []):
        with pytest.raises(SystemExit) as stop:
            main(words)
        assert stop.value.code == 2


def test_text_names_everything(shell):
    code, out = shell("load", "kpi_values", text="measure_id;month;value\na;2026-09;£5\na;2026-10;x\n")
    assert code == 1
    assert "Mended: The columns are divided by semicolons." in out
    assert "Error: Line 3, value: 'x' is not a number." in out
    assert "2 rows read, 1 error. Nothing was published." in out


INCIDENTS = "incident_id,opened_at,category\nINC1,01/10/2026 09:00,Printer\nINC2,02/10/2026 09:00,Network\n"


@pytest.mark.parametrize(
    ("text", "name", "kind", "says"),
    [
        (INCIDENTS, "export.csv", "incidents", "2 rows can be published."),
        ("measure_id,month,value\nbacklog,soon,1\n", "kpi_values.csv", "kpi_values", "1 row read, 1 error."),
        ("Things,When\na,b\n", "export.csv", "", "has no columns that tell what kind of file it is"),
        ("measure_id,month,value\nbacklog,2026-09,1\n", "meetings.csv", "", "is called meetings"),
        ("contract,calls_received,calls_abandoned\nNorth,12,1\n", "export.csv", "", "may be channel_volumes, because"),
        ("measure_id,month,value\nbacklog,soon,1\n", "export.csv", "", "because its column 'month' holds 'soon'"),
    ],
)
def test_check_auto_finds_the_kind_as_load_auto_does(shell, text, name, kind, says):
    code, out = shell("check", "auto", text=text, name=name)
    assert says in out and "published" in out
    checked = json.loads(shell("check", "auto", "--format", "json", text=text, name=name)[1])
    loaded_code, told = shell("load", "auto", "--format", "json", text=text, name=name)
    loaded = json.loads(told)
    assert (checked["kind"], code) == (kind, loaded_code) == (loaded["kind"], loaded_code)
    assert list(checked) == KEYS and checked["problems"] == loaded["problems"] and checked["rows"] == loaded["rows"]
    assert not checked["published"] and checked["submission_id"] is None


def test_check_auto_uses_what_is_remembered(shell, tmp_path):
    header, row = "Thing,Period,Outturn,Odd", "calls,2026-09,3,x"
    layout = tmp_path / "match.toml"
    columns = {"Thing": "measure_id", "Period": "month", "Outturn": "value"}
    layout.write_text(Layout("kpi_values", columns).to_text(), encoding="utf-8")
    sample = tmp_path / "september.csv"
    sample.write_text(f"{header}\n{row}\n", encoding="utf-8")
    assert shell("layouts", "import", str(layout), "--for", str(sample), "--source", "Desk")[0] == 0
    code, out = shell("check", "auto", str(sample))
    assert code == 0 and "Read as 'Desk' files were read" in out and "1 row can be published." in out
    assert len(shell("submissions")[1].splitlines()) == 1, "nothing is kept"


def test_the_counts_are_true_where_the_list_is_cut(shell):
    text = "measure_id,month,value\n" + "calls,2026-09,$5\n" * 1067 + "calls,2026-10,x\n" + "calls,2035-10,5\n"
    for command in ("check", "load"):
        out = shell(command, "kpi_values", text=text)[1]
        assert "Error: 1,067 times." in out and "1,069 rows read, 1,068 errors of 2 kinds." in out
        result = json.loads(shell(command, "kpi_values", "--format", "json", text=text)[1])
        assert (result["errors"], result["warnings"]) == (1068, 2)
        assert len(result["problems"]) < 1010


def test_withdraw_and_restore(shell):
    loaded(shell, "kpi_values", "measure_id,month,value\nbacklog,2026-09,1\n")
    second = loaded(shell, "kpi_values", "measure_id,month,value\nbacklog,2026-09,2\n")["submission_id"]
    assert "backlog,2026-09-01,2.0" in shell("export", "kpi_values")[1]
    assert shell("withdraw", second, "--why", "wrong file")[0] == 0
    assert "backlog,2026-09-01,1.0" in shell("export", "kpi_values")[1]
    assert shell("withdraw", second, "--why", "again")[0] == 1
    assert json.loads(shell("withdraw", "nothing", "--why", "x", "--format", "json")[1])["error"]
    assert shell("restore", second, "--why", "right after all")[0] == 0
    assert "backlog,2026-09-01,2.0" in shell("export", "kpi_values")[1]


FILES = {
    "measures": "measure_id,name,plain_meaning,unit,direction,target,recalculate_from,baseline_points,screen_outliers\n"
    'a,"=Alpha, ""the"" first","Line one\nline two",percent,increase,95.5,2025-04;2026-01,24,no\n'
    "b,Ünï £,x,count,down,,,,\n",
    "kpi_values": "measure_id,month,value,numerator,denominator,note\n"
    'a,Sep-26,"1,234.5678901",,,-minus\na,2026-10,,1,3,@x\nbacklog,2026-09,1e-07,,,\n',
    "incidents": "number,opened_at,resolved_at,category,reopen_count,made_sla,time lost,satisfaction\n"
    "I1,01/09/2026 09:30:15,02/09/2026,+Café,0,TRUE,12.5,10\nI2,02/09/2026,,'quoted,,,,\n",
    "explanations": "measure_id,month,cause,explanation,exceptional\n"
    'backlog,Sep-26,=1+1,"a\r\nb",yes\nbacklog,2026-10,,c,\n',
    "channel_volumes": "service_id,month,months,channel,area,completed,cost_gbp,cost_source,sat_5,comment\n"
    'Parking permits,2026-07,3,Web,E05001234,"1,204",12.50,=Ledger,3,\'note\nbins,2026-09,,all,,7,,,,\n',
    "online_services": "service_id,service_name,directorate,offline_route,launched_on,peak_months,e_payment,target\n"
    'parking-permits,"Permits, parking",Place,None,01/04/2025,Nov to Feb,yes,80\nbins,Bins,Place,By phone,,,no,\n',
    "areas": "area_id,area_name,population,broadband_percent,exclusion_index,as_of\n"
    "E05001234,Millbrook,6420,96.4,5.2,01/05/2026\nnorth end,North End,,,,\n",
    "objectives": "objective_id,level,name,parent,related_plan,plan_url\nA1,ambition,=Best,,,\n"
    'O1,objective,"Any device, any time",A1,=Climate,https://a.example/plan\n',
    "projects": "project_id,edition,name,type,rag,end_date,budget,options\n"
    'P1,,"Phones, new",Transformation,Amber/Green,Exempt under Section 43,"£1,200","a\r\nb"\n'
    "P1,2019,Phones,,R,30.06.21,,\n",
    "highlight_reports": "project_id,month,report_date,status_summary,done,planned,rag,risks,issues,decisions\n"
    'P1,Sep-26,05/10/2026,"=Fine, so far",-moved,Move,A/R,None,"One\nTwo",none\n',
    "milestones": "milestone_id,project_id,name,baseline,forecast,actual,status,critical\n"
    "M1,P1,Last site,30/06/2026,31/08/2026,,amber,yes\nM2,P1,First site,01/02/2026,,28/01/2026,done,no\n",
    "risks_issues": "risk_id,project_id,kind,title,likelihood,impact,trend,owner,status\n"
    "R1,P1,risk,+Engineers,4,3,rising,Programme manager,open\nI1,,issue,No fibre,,,,,closed\n",
    "finance": "line_id,project_id,fin_year,month,line_type,baseline,forecast,saving_class,note\n"
    'F1,P1,26/27,2026-09,cost,"£1,200.50",1300,,@licences\nF1,P1,2026/27,,saving,(5),,cashable,\n',
    "meetings": "meeting_id,committee,date,title,papers_due\nM-1,Scrutiny,18/11/2026,,10/11/2026\n",
    "actions": "action_id,type,meeting,wording,owner,due,status,reply,closed,link,exempt\n"
    'A-1,Question,M-1,"=Why, ""so"" late?",Head of IT,18/11/2026,Completed,"a\r\nb",17/11/2026,/money?view=savings,no\n'
    "A-2,Rec,,+Do it,Cabinet,,,,,,yes\n",
    "outages": "id,service,start,end,people_affected,full_or_part,maintenance,reason,measures_touched\n"
    "O1,E-mail,12/05/2026 09:10,12/05/2026 13:10,640,Total,no,+Storage failed,calls; waits\n"
    "O2,Web,01/09/2026 06:00,,,,,,\n",
    "assurance": "id,scheme,name,service,owner,done_on,result,high_open,due,rto,recovery_hours,private_session,notes\n"
    "A1,pen test,=Forms,,Head of IT,01/06/2026,pass with findings,2,01/06/2027,,,08/09/2026,\n"
    "A2,BCP,,E-mail,,01/06/2026,passed,,,8,6.5,,@rest\n",
    "lessons": "id,source_council,learning,action_taken,state,owner,status_date\n"
    "L1,A borough council,-Keep a copy apart,,in progress,Head of IT,01/06/2026\n",
    "devices": "month,group,device,count,average_age,refresh_age,older,due,choices,returns,disposals,certificates\n"
    "2026-09,Councillors,iPads,42,5.1,4,38,30/04/2027,1,0,2,1\nSep-26,=Apprentices,PC,3,,,,,,,,\n",
    "processing_times": "service,period,payment_method,number_of_cases,median_working_days,notes\n"
    "Council tax,Sep-26,dd,412,6.5,=Refunds\nCouncil tax,2026-09,Bank giro,0,,\n",
    "glossary": "term,plain_words,also_called\nSo-called,+What it is.,=Other\n",
    "events": "event_ref,event_title,event_date,end_date,event_type,kpi,details\n"
    "move,-Office move,02/03/2026,,premises,backlog,=New desks\n"
    "poll,Elections,06/05/2027,06/05/2027,elections,,\n",
    "contracts": "contract_ref,contract_title,vendor,annual_value,start_date,renewal_date,notice_date,decision,note\n"
    "C-1,-Telephones,=A firm Ltd,12500.5,01/04/2024,31/03/2027,31/12/2026,undecided,@home too\n",
    "reviews": "review_ref,review_title,review_scope,panel,review_exhibits,review_ended_on\n"
    "phones,=Telephones,+Who waits,Scrutiny,take_up.months.36*mix,31/03/2027\nmail,-Post,@home,,mix,\n",
}


@pytest.mark.parametrize("kind", sorted(CONTRACTS))
def test_what_is_exported_loads_again_to_the_same(shell, kind, tmp_path):
    assert loaded(shell, kind, FILES[kind])["published"]
    _, first = shell("export", kind)
    store = open_store(tmp_path / "store.duckdb")
    columns = "* EXCLUDE (submission_id, source_row)"
    before = store.query(f"SELECT {columns} FROM current_{kind} ORDER BY ALL")
    again = loaded(shell, kind, first.encode())
    assert again["published"] and again["rows"] == len(before)
    after = store.query(f"SELECT {columns} FROM current_{kind} ORDER BY ALL")
    assert before.equals(after)
    assert shell("export", kind)[1] == first
    assert first.splitlines()[0] == template_csv(kind).strip()


def test_export_as_at_a_day(shell):
    loaded(shell, "kpi_values", "measure_id,month,value\nbacklog,2026-09,1\n")
    assert len(shell("export", "kpi_values", "--as-at", "2020-01-01")[1].splitlines()) == 1


def test_template(shell):
    for kind in CONTRACTS:
        assert shell("template", kind) == (0, template_csv(kind))
    code, out = shell("template", "nothing")
    assert code == 1 and "The kinds are" in out


def test_a_fresh_process_writes_clean_utf8(tmp_path):
    file = tmp_path / "k.csv"
    file.write_bytes("measure_id,month,value,note\nbacklog,2026-09,5,Café\n".encode())
    store = str(tmp_path / "s.duckdb")
    run = [sys.executable, "-m", "data"]
    plain = {**os.environ, "PYTHONIOENCODING": "ascii"}
    assert (
        subprocess.run([*run, "load", "kpi_values", str(file), "--store", store], cwd=ROOT, env=plain).returncode == 0
    )
    done = subprocess.run([*run, "export", "kpi_values", "--store", store], cwd=ROOT, env=plain, capture_output=True)
    assert done.stdout.decode("utf-8").endswith("backlog,2026-09-01,5.0,,,Café,,,\r\n")


@pytest.mark.skipif(not REAL.exists(), reason="the shared files are not here")
def test_real_service_desk_exports_load_as_they_are(shell, tmp_path):
    one_each = loaded(shell, "incidents", (REAL / "uci_incidents_one_row_each_20769.csv").read_bytes())
    assert (one_each["rows"], one_each["published"]) == (20769, True)
    assert any("about people" in each and "caller_id" in each for each in one_each["repairs"])
    several = loaded(shell, "incidents", (REAL / "uci_incident_sample_dashdates_5998.csv").read_bytes())
    assert (several["rows"], several["published"]) == (890, True)
    assert any("5,108 rows were folded: 890 incidents" in each for each in several["repairs"])
    store = open_store(tmp_path / "store.duckdb")
    _, kept = store.original(several["submission_id"])
    assert b"caller_id" not in kept and b"Caller 2403" not in kept and b"INC0000045" in kept
    closed = store.query("SELECT status FROM current_incidents WHERE ticket_id = 'INC0000045'")
    assert closed["status"].tolist() == ["Closed"]


@pytest.mark.parametrize("total", ["1300000,1500000", "1.3E+06,1.5E+06", "1300000,N/A"])
def test_a_total_is_never_published_as_a_measure(shell, total):
    rows = "a,500000,600000\nb,700000,800000\nc,100000,100000\n"
    wide = loaded(shell, "kpi_values", f"measure_id,Sep 2026,Oct 2026\n{rows}Total,{total}\n")
    assert (wide["published"], wide["rows"]) == (True, 6)
    assert any("Line 5 is a total and was left out" in each for each in wide["repairs"])
    _, kept = shell("export", "kpi_values")
    assert "Total" not in kept
