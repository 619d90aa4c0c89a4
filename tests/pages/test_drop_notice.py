"""What officers see of scheduled loads: who brought a file, and that one was refused."""

import pytest

from data.loading.drop_folder import DropFolder
from tests.people import officer, said, visitor


def test_officers_read_why_a_scheduled_load_was_refused_and_nobody_else_does(store):
    drop = DropFolder(store.path.parent / "drop", lambda error, where: pytest.fail(str(error)), settled=0)
    drop.look(store)
    app = officer("pages/submissions.py")
    assert "scheduled loads" not in said(app)
    for name, text in (("kpi_values.csv", "5"), ("kpi_values_<b>*wrong*.csv", "=1+<b>x")):
        (drop.folder / name).write_text(f"measure_id,month,value\nbacklog,2026-09,{text}\n")
    drop.look(store)
    drop.close()
    app.run()
    assert app.warning[0].value.startswith("1 file of scheduled loads was refused in the last 30 days.")
    told = said(app)
    assert "Line 2, value" in told.replace("\\", "") and "<b>" not in told and "*wrong*" not in told
    assert "by Drop folder" in str([each.value.to_string() for each in app.table])
    assert "refused" not in said(visitor("pages/submissions.py"))
