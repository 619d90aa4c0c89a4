"""Speed, measured: `make bench`. Every goal of the design as a ratio within one run; nothing here fails a build.

python -m tests.bench [--quick] [--only PART,PART]

Besides all of that: --only soak [--minutes 30], and python -m tests.bench.lake --load 300.
"""

import argparse
import importlib.util
import itertools
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import duckdb
import psutil
from playwright.sync_api import sync_playwright

from data.sample.stories import COMMITTEE
from tests.bench import first_visit, officer, soak
from tests.bench.load import visit
from tests.bench.stores import add_projects, build, sample
from tests.browser import CHROMIUM, FLAGS
from tests.server import DASHBOARD, ROOT, serve

# a server that keeps no bytecode would compile the whole product at each start
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

PAGE = "it_demand"
CHANNELS = "channel_shift"
FLOOR = [sys.executable, "-m", "streamlit", "run", "tests/bench/floor_page.py", "--server.headless", "true"]
PEER = [sys.executable, "-m", "tests.bench.dash_page", "{port}"]
FLOOR += ["--browser.gatherUsageStats", "false", "--runner.postScriptGC", "true"]  # Streamlit's own default
COMPUTED = ["incidents", "work_time_lost", "password_resets", "backlog", "reopened", "first_contact_share"]


class Report:
    """Lines of figure, goal and ratio, printed as they come and once more at the end."""

    def __init__(self):
        self.lines: list[str] = []

    def ratio(self, what: str, ours: float, reference: float, goal: float, unit: str) -> None:
        share = ours / reference if reference else float("nan")
        mark = "met" if share <= goal else "NOT MET"
        self.say(
            f"{what:<66} {share:6.2f} x  goal {goal:4.2f} x  {mark:<8} ({ours:.3f} against {reference:.3f} {unit})"
        )

    def figure(self, what: str, value: float, goal: float, unit: str) -> None:
        self.say(f"{what:<66} {value:6.1f} {unit}  goal {goal:g} {unit}  {'met' if value <= goal else 'NOT MET'}")

    def say(self, line: str) -> None:
        self.lines.append(line)
        print(line, flush=True)


@contextmanager
def dashboard(store: Path):
    """Our server over `store`."""
    with serve(DASHBOARD, store=store) as server:
        yield server


@contextmanager
def floor(figures: Path):
    """The floor page's server."""
    with serve(FLOOR, env={"FLOOR_FIGURES": str(figures)}) as server:
        yield server


@contextmanager
def peer(figures: Path):
    """The peer's server; None where Dash is not installed."""
    if importlib.util.find_spec("dash") is None:
        yield None
        return
    with serve(PEER, env={"FLOOR_FIGURES": str(figures)}) as server:
        yield server


def draw_floor_figures(store: Path, out: Path) -> Path:
    """Our page's first four charts as JSON for the floor page; in a process of its own, because the file locks."""
    code = f"""
import json, sys
from exhibits import View
from exhibits.common.process_chart import process_chart
from exhibits.demand.backlog_by_age import backlog_by_age
from exhibits.demand.count_or_length import count_or_length
from exhibits.demand.drivers import drivers
from exhibits.demand.earlier_years import earlier_years
view = View()
exhibits = [process_chart(view, measure_id="incidents"), drivers(view, measure_id="incidents"),
            count_or_length(view), earlier_years(view, measure_id="incidents"), backlog_by_age(view)]
figures = [json.loads(e.figure.to_json()) for e in exhibits if e.figure is not None][:4]
json.dump(figures, open({str(out)!r}, "w"))
"""
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env={**os.environ, "COUNCIL_STORE": str(store)}, check=True)
    return out


def the_sample(folder: Path, name: str) -> Path:
    """A copy of the sample council's store, which is loaded once."""
    loaded = folder / "sample.duckdb"
    return Path(shutil.copy(loaded if loaded.exists() else sample(loaded), folder / f"{name}.duckdb"))


def cpu(pid: int) -> float:
    """CPU seconds of the server so far."""
    times = psutil.Process(pid).cpu_times()
    return times.user + times.system


def at_rest(pid: int) -> None:
    """Wait until the server has done what it does by itself after a start (asking ahead)."""
    quiet = 0
    while quiet < 4:
        before = cpu(pid)
        time.sleep(0.5)
        quiet = quiet + 1 if cpu(pid) - before < 0.03 else 0


def cpu_per_run(server, page: str, queries: list[str]) -> float:
    """CPU seconds of the server for each rerun of one session that asks the queries in turn, warmed by the first."""
    visit(server.url, page, queries[:1], reruns=2)
    at_rest(server.pid)
    runs = len(queries) - 1
    before = cpu(server.pid)
    timings = visit(server.url, page, queries[1:], reruns=runs - 1)
    complain(timings)
    return (cpu(server.pid) - before) / runs


def complain(timings) -> None:
    if timings.errors:
        print("  errors:", len(timings.errors), sorted(set(timings.errors))[:3], flush=True)


def new_filters() -> list[str]:
    """Filters nobody has asked before: every directorate of every computed measure, then submitted measures."""
    split = [f"measure={m}&directorate=Directorate {d}" for d, m in itertools.product(range(6), COMPUTED)]
    return [text.replace(" ", "%20") for text in split] + [f"measure=measure_{i}" for i in range(len(split))]


def bench_page(report: Report, store: Path, figures: Path) -> None:
    with dashboard(store) as ours, floor(figures) as theirs:
        same = ["measure=incidents"] * 41
        reference = cpu_per_run(theirs, "", [""] * 41)
        report.ratio("page script, warm, CPU a run", cpu_per_run(ours, PAGE, same), reference, 0.5, "s")
        report.ratio(
            "page script, filter never asked, CPU a run", cpu_per_run(ours, PAGE, new_filters()), reference, 1.3, "s"
        )
        report.ratio("channel shift, warm, CPU a run", cpu_per_run(ours, CHANNELS, [""] * 41), reference, 0.5, "s")
        services = [f"service=service-{i}" for i in range(40)]
        report.ratio(
            "channel shift, service never asked, CPU a run", cpu_per_run(ours, CHANNELS, services), reference, 1.3, "s"
        )

        for page in ("projects", "money"):
            report.ratio(f"{page}, warm, CPU a run", cpu_per_run(ours, page, [""] * 41), reference, 0.5, "s")
        projects = [f"project=P{i}" for i in range(40)]
        report.ratio(
            "projects, one never asked, CPU a run", cpu_per_run(ours, "projects", projects), reference, 1.3, "s"
        )


def bench_sessions(report: Report, store: Path, figures: Path, changes: int) -> None:
    """changes: of filters, by each member."""
    known = [f"measure={m}" for m in COMPUTED]
    with dashboard(store) as ours, floor(figures) as theirs:
        for query in known:
            visit(ours.url, PAGE, [query], reruns=0)
        visit(theirs.url, "", [""], reruns=1)
        at_rest(ours.pid)
        for sessions in (30, 60):
            reference = visit(theirs.url, "", ["", "filter=1"], sessions=sessions, reruns=changes, think=(1, 3))
            mine = visit(ours.url, PAGE, known, sessions=sessions, reruns=changes, think=(1, 3))
            complain(reference)
            complain(mine)
            for which, goal in (("first", 0.25), ("rerun", 0.1)):
                name = "first full run" if which == "first" else "filter change"
                report.ratio(
                    f"{sessions} sessions at once, {name}, p95", mine.p95(which), reference.p95(which), goal, "s"
                )
            report.say(f"{sessions} sessions at once, errors: {len(mine.errors)} (goal 0)")
        report.figure("memory of the whole server after 60 sessions", rss(ours.pid), 600, "MB")


def rss(pid: int) -> float:
    process = psutil.Process(pid)
    return sum(p.memory_info().rss for p in [process, *process.children(recursive=True)]) / 1e6


def bench_browser(report: Report, store: Path, figures: Path, rounds: int) -> None:
    ours_first, channels_first, drawn, floor_last, peer_last = [], [], [], [], []
    with dashboard(store) as ours, floor(figures) as theirs, peer(figures) as dash:
        visit(ours.url, PAGE, ["measure=incidents"], reruns=1)  # before Playwright, which has this thread's event loop
        visit(ours.url, CHANNELS, [""], reruns=1)
        at_rest(ours.pid)
        with sync_playwright() as play:
            for _ in range(rounds):  # interleaved, each in a browser without a cache
                floor_last.append(seconds_to_charts(play, f"{theirs.url}/", 4))
                if dash is not None:
                    peer_last.append(seconds_to_charts(play, f"{dash.url}/", 4))
                first, by_plotly = first_chart(play, f"{ours.url}/{PAGE}?measure=incidents")
                ours_first.append(first)
                drawn.append(by_plotly)
                channels_first.append(first_chart(play, f"{ours.url}/{CHANNELS}")[0])
    first, channels = statistics.median(ours_first), statistics.median(channels_first)
    for whose, seconds in (("the floor page's", floor_last), ("Dash's", peer_last)):
        if not seconds:
            report.say("Dash, the peer, is not installed: make bench does so.")
            continue
        last = statistics.median(seconds)
        report.ratio(f"browser: our first chart against {whose} last", first, last, 0.45, "s")
        report.ratio(f"browser: the same for channel shift against {whose}", channels, last, 0.45, "s")
        report.say(f"browser: the same once Plotly has drawn it: {statistics.median(drawn) / last:.2f} x")


def bench_first_visit(report: Report, folder: Path, rounds: int) -> None:
    """IT demand of the sample council over a slow line; scripts are packed small, as after some minutes."""
    store = the_sample(folder, "first_visit")
    first, second = [], []
    with dashboard(store) as ours, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        first_visit.visits(browser, f"{ours.url}/{PAGE}")
        at_rest(ours.pid)
        for _ in range(rounds):
            one, again = first_visit.visits(browser, f"{ours.url}/{PAGE}")
            first.append(one)
            second.append(again)
        browser.close()
    middle = statistics.median
    report.figure("first visit at 10 Mbit/s and 60 ms: verdict readable", middle(v.verdict for v in first), 2.5, "s")
    report.figure("the same: first chart", middle(v.chart for v in first), 5, "s")
    report.say(f"the same: drawn by Plotly after {middle(v.drawn for v in first):.1f} s")
    report.figure("the same: files", middle(v.megabytes for v in first), 2.2, "MB")
    report.figure("the next visit: first chart", middle(v.chart for v in second), 1.5, "s")


def bench_soak(report: Report, folder: Path, minutes: int) -> None:
    """60 members for so many minutes, with a publish every two: as fast and as small at the end as at the beginning."""
    store = the_sample(folder, "soak")
    figures = draw_floor_figures(store, folder / "soak_figures.json")
    known = [f"measure={m}" for m in COMPUTED]
    (folder / "drop").mkdir()
    with floor(figures) as theirs:
        reference = soak.stay(theirs.url, "", ["", "filter=1"], 60, 60).p95(0)
    env = {"COUNCIL_SETTINGS": str(soak.settings_with_drop_folder(folder))}
    with serve(DASHBOARD, store=store, env=env) as ours:
        for query in known:
            visit(ours.url, PAGE, [query], reruns=0)
        at_rest(ours.pid)
        seen = soak.stay(ours.url, PAGE, known, 60, 60 * minutes, memory=lambda: rss(ours.pid), drop=folder / "drop")
    for which, minute in (("first", 0), ("last", len(seen.memory) - 1)):
        report.ratio(f"soak, change in the {which} minute, p95", seen.p95(minute), reference, 0.1, "s")
    for which, published in (("with a publish", True), ("without", False)):
        report.ratio(
            f"soak, change in a minute {which}, p95, median", seen.middle(published=published), reference, 0.1, "s"
        )
    settled, last = seen.memory[min(2, len(seen.memory) - 1)], seen.memory[-1]
    report.ratio(f"soak, memory after {minutes} minutes against the third", last, settled, 1.1, "MB")
    report.say(f"soak, memory in each minute: {', '.join(f'{each:.0f}' for each in seen.memory)} MB")
    publishes = len(seen.published_in)
    report.say(f"soak: {len(seen.changes)} changes, {publishes} publishes, {len(seen.errors)} errors (goal 0)")
    complain(seen)


_DRAWN = """n => document.querySelectorAll('.js-plotly-plot .main-svg .trace, .js-plotly-plot .point').length > 0
    && [...document.querySelectorAll('.js-plotly-plot')].filter(p => p.querySelector('.main-svg')).length >= n"""
_SEEN = "() => document.querySelector('.picture .fluid')?.clientHeight > 0"


def seconds_to_charts(play, url: str, charts: int) -> float:
    """From navigation to `charts` charts drawn by Plotly, in a fresh browser."""
    with _fresh(play, url) as (page, began):
        page.wait_for_function(_DRAWN, arg=charts, polling="raf", timeout=60_000)
        return time.perf_counter() - began


def first_chart(play, url: str) -> tuple[float, float]:
    """Seconds from navigation to the page's first chart, as a picture or drawn by Plotly, and to the latter."""
    with _fresh(play, url) as (page, began):
        page.wait_for_function(f"n => ({_SEEN})() || ({_DRAWN})(n)", arg=1, polling="raf", timeout=60_000)
        seen = time.perf_counter() - began
        page.wait_for_function(_DRAWN, arg=1, polling="raf", timeout=60_000)
        return seen, time.perf_counter() - began


@contextmanager
def _fresh(play, url: str):
    """A page in a browser of its own, and when it was asked for."""
    browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    try:
        page = browser.new_page(viewport={"width": 820, "height": 1180})
        began = time.perf_counter()
        page.goto(url, wait_until="commit")
        yield page, began
    finally:
        browser.close()


def bench_officer(report: Report, folder: Path, rounds: int) -> None:
    store = the_sample(folder, "officer")
    timings = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for number in range(rounds):
            with dashboard(shutil.copy(store, folder / f"officer_{number}.duckdb")) as ours:
                timings.append(officer.month(browser, ours, at_rest))
        browser.close()
    for what, goal in officer.GOALS.items():
        report.figure(f"{what} (median of {rounds})", statistics.median(each[what] for each in timings), goal, "s")


def bench_sizes(report: Report, folder: Path, sizes: list[int], one_million: Path) -> None:
    medians = {}
    for size in sizes:
        store = one_million if size == 1_000_000 else build(folder / f"incidents_{size}.duckdb", size)
        with dashboard(store) as ours:
            visit(ours.url, PAGE, ["measure=incidents"], reruns=1)
            at_rest(ours.pid)
            timings = visit(ours.url, PAGE, new_filters()[:37], reruns=36)
            complain(timings)
            medians[size] = timings.median("rerun")
        report.say(f"page, filter never asked, at {size:>10,} incidents: {medians[size] * 1000:7.0f} ms (median)")
        if store != one_million:
            store.unlink()
    report.ratio(f"page at {sizes[-1]:,} incidents against {sizes[0]:,}", medians[sizes[-1]], medians[sizes[0]], 2, "s")


_PUBLISH = """
import resource, sys, time
from pathlib import Path
from data.intake import take
from data.store import Author, open_store
store, seconds = open_store(sys.argv[1]), 0.0
for source in sys.argv[2:]:
    raw = Path(source).read_bytes()
    began = time.perf_counter()
    taken = take(store, "incidents", raw, "incidents.csv", Author("Bench", "officer"), publish=True)
    seconds += time.perf_counter() - began
    assert taken.published, taken.problems
print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3)
"""

_TYPED_READ = """
import sys, time, duckdb
connection = duckdb.connect()
connection.execute("SET enable_progress_bar = false")
began = time.perf_counter()
connection.execute(f'''CREATE TABLE t AS SELECT * FROM read_csv('{sys.argv[1]}',
    header=true, auto_detect=false, delim=',', timestampformat='%d/%m/%Y %H:%M', columns={sys.argv[2]})''')
print(time.perf_counter() - began)
"""


def bench_publish(report: Report, folder: Path, rows: int, rounds: int) -> None:
    source = folder / "incidents.csv"
    columns = write_csv(source, rows)
    ours, typed, peak = [], [], 0.0
    for turn in range(rounds):
        typed.append(float(run(_TYPED_READ, str(source), columns).split()[0]))
        seconds, memory = run(_PUBLISH, str(folder / f"publish_{turn}.duckdb"), str(source)).split()
        ours.append(float(seconds))
        peak = max(peak, float(memory))
    report.ratio(
        f"publish of {rows:,} incidents against DuckDB's typed read",
        statistics.median(ours),
        statistics.median(typed),
        3,
        "s",
    )
    report.figure(f"memory to publish {rows:,} incidents", peak, 2000, "MB")


def bench_pieces(report: Report, folder: Path, rows: int) -> None:
    """So many incidents are more than one file may hold: a file for each of ten years, one after the other."""
    sources = [folder / f"incidents_{year}.csv" for year in range(10)]
    for year, source in enumerate(sources):
        write_csv(source, rows, year)
    seconds, memory = run(_PUBLISH, str(folder / "pieces.duckdb"), *map(str, sources)).split()
    report.say(f"publish of {rows:,} incidents in {len(sources)} files, one after the other: {float(seconds):.0f} s")
    report.figure(f"memory to publish {rows:,} incidents in {len(sources)} files", float(memory), 2000, "MB")


def run(code: str, *arguments: str, store: Path | None = None) -> str:
    """What the code prints, run in a process of its own. store: the one that it finds by itself."""
    env = {**os.environ, "COUNCIL_STORE": str(store)} if store else None
    done = subprocess.run([sys.executable, "-c", code, *arguments], cwd=ROOT, env=env, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return done.stdout


def write_csv(path: Path, rows: int, year: int | None = None) -> str:
    """An incident export of so many rows as a service desk writes it; returns DuckDB's column types for it.

    year: only that one of the ten years, from 0.
    """
    from tests.bench.stores import FIRST_MONTH, incidents

    connection = duckdb.connect()
    first = 0 if year is None else max(0, (year * rows - rows // 20) // 10)
    last = rows if year is None else min(rows, ((year + 1) * rows + rows // 20) // 10)
    of_year = "" if year is None else f"WHERE datesub('year', DATE '{FIRST_MONTH}', opened_at::DATE) = {year}"
    connection.register("rows", incidents(first, last, rows))
    stamp = "strftime({}, '%d/%m/%Y %H:%M') AS {}"
    connection.execute(
        f"""COPY (SELECT ticket_id, {stamp.format("opened_at", "opened_at")},
                         {stamp.format("resolved_at", "resolved_at")},
                         status, priority, contact_channel, category, subcategory, directorate, reassignments,
                         reopened_count, resolved_first_contact, work_time_lost_minutes, satisfaction
                  FROM rows {of_year}) TO '{path}' (HEADER)"""
    )
    return str(
        {
            "ticket_id": "VARCHAR", "opened_at": "TIMESTAMP", "resolved_at": "TIMESTAMP", "status": "VARCHAR",
            "priority": "VARCHAR", "contact_channel": "VARCHAR", "category": "VARCHAR", "subcategory": "VARCHAR",
            "directorate": "VARCHAR", "reassignments": "INTEGER", "reopened_count": "INTEGER",
            "resolved_first_contact": "BOOLEAN", "work_time_lost_minutes": "DOUBLE", "satisfaction": "INTEGER",
        }
    )  # fmt: skip


def bench_start(report: Report, folder: Path) -> None:
    """For somebody whose browser is open already."""
    with sync_playwright() as play:
        for name, goal in (("first start, sample council loaded", 20), ("second start", 5)):
            browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            began = time.perf_counter()
            with dashboard(folder / "start.duckdb") as ours:
                page = browser.new_page()
                page.goto(f"{ours.url}/{PAGE}")
                page.wait_for_function(f"n => ({_SEEN})() || ({_DRAWN})(n)", arg=1, polling="raf", timeout=120_000)
                report.figure(f"{name}: from the command to the first chart", time.perf_counter() - began, goal, "s")
                browser.close()


def bench_overview(report: Report, folder: Path, rounds: int) -> None:
    """The sample council's Overview, with all that changed since the last meeting: the first after a start, while the
    server asks ahead, and the ones after it."""
    store = the_sample(folder, "overview")
    cold, warm = [], []
    for number in range(rounds):
        with dashboard(shutil.copy(store, folder / f"overview_{number}.duckdb")) as ours:
            first = visit(ours.url, "", [""], reruns=0)
            at_rest(ours.pid)
            after = visit(ours.url, "", [""], reruns=20)
            for timings in (first, after):
                complain(timings)
            cold += first.first
            warm += after.rerun
    report.figure(f"overview, the first after a start (median of {rounds})", statistics.median(cold), 5, "s")
    report.figure("overview, warm (median)", statistics.median(warm), 0.5, "s")


_BRIEFING = """
import sys, time
from briefing import Pack
from briefing.catalogue import Looked, chosen
from briefing.making import compose, looking, meetings_of
from briefing.pdf import pdf
from briefing.word import word
from data.store import today_in_london
from exhibits import View
today = today_in_london()
committee, days = sys.argv[1], meetings_of(View(), sys.argv[1])
pack = Pack(committee, max(day for day in days if day < today))
view, looked = looking(pack, days, today)
pack = Pack(committee, pack.meeting, exhibits=chosen("pack", view, looked)[:20])
for _ in range(2):
    began = time.perf_counter()
    document = compose(pack, today)
    made = pdf(document)
    set_at = time.perf_counter()
    word(document)
    print(len(document.parts), set_at - began, time.perf_counter() - set_at, len(made) / 1e6)
"""


def bench_briefing(report: Report, folder: Path) -> None:
    """A pack of 20 exhibits of the sample council's last meeting: composed and set as PDF, then as Word file."""
    store = the_sample(folder, "briefing")
    cold, warm = run(_BRIEFING, COMMITTEE, store=store).splitlines()
    for which, line in (("nothing asked before", cold), ("asked before", warm)):
        exhibits, as_pdf, as_word, megabytes = line.split()
        report.figure(f"briefing of {exhibits} exhibits as PDF, {which}", float(as_pdf), 5, "s")
        report.figure(f"the same as Word file, {which}", float(as_word), 5, "s")
    report.figure("size of the PDF", float(megabytes), 3, "MB")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="without 10,000,000 incidents, fewer rounds")
    parser.add_argument(
        "--only",
        default="page,sessions,browser,first_visit,officer,sizes,publish,pieces,start,overview,briefing",
        help="parts, with commas",
    )
    parser.add_argument("--minutes", type=int, default=30, help="of the soak")
    call = parser.parse_args()
    parts = call.only.split(",")
    report = Report()
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if {"page", "sessions", "browser", "sizes"} & set(parts):
            store = build(folder / "one_million.duckdb", 1_000_000)
            add_projects(store)
            figures = draw_floor_figures(store, folder / "figures.json")
        few = 1 if call.quick else 3
        sizes = [100_000, 1_000_000] + ([] if call.quick else [10_000_000])
        bench = {
            "page": lambda: bench_page(report, store, figures),
            "sessions": lambda: bench_sessions(report, store, figures, 2 if call.quick else 5),
            "browser": lambda: bench_browser(report, store, figures, 2 if call.quick else 7),
            "first_visit": lambda: bench_first_visit(report, folder, few),
            "officer": lambda: bench_officer(report, folder, few),
            "sizes": lambda: bench_sizes(report, folder, sizes, store),
            "publish": lambda: bench_publish(report, folder, 1_000_000, few),
            "pieces": lambda: None if call.quick else bench_pieces(report, folder, 10_000_000),
            "start": lambda: bench_start(report, folder),
            "overview": lambda: bench_overview(report, folder, few),
            "briefing": lambda: bench_briefing(report, folder),
            "soak": lambda: bench_soak(report, folder, call.minutes),
        }
        for part in parts:
            bench[part]()
    print(f"\nAll lines once more ({time.perf_counter() - began:.0f} s on {os.cpu_count()} cores, "
          f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:.0f} MB of our own):\n")  # fmt: skip
    print("\n".join(report.lines))


if __name__ == "__main__":
    main()
