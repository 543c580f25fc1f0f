"""Who is told that something is wrong, when, and what becomes of an alert that nobody takes."""

import datetime as dt
import json
import shlex
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.definitions.freshness import FreshnessState, FreshnessStateChange
from dagster._core.definitions.run_request import InstigatorType
from dagster._core.remote_origin import RegisteredCodeLocationOrigin, RemoteInstigatorOrigin, RemoteRepositoryOrigin
from dagster._core.scheduler.instigation import InstigatorState, InstigatorStatus, ScheduleInstigatorData

from assets import alarms, alerting
from assets.alerting import Alert
from assets.definitions import build_definitions
from assets.resources import Warehouse
from warehouse.layout import Layout

NOW = dt.datetime(2026, 1, 15, tzinfo=dt.UTC)
ALERT = Alert(alerting.moment(NOW), "run", "daily", "daily failed (2026-01-15): 灯台", run_id="r", day="2026-01-15")


class Hook:
    """An address on loopback that hears alerts, and answers with the status it is told."""

    def __init__(self) -> None:
        hook, self.status, self.heard = self, 200, list[dict]()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                hook.heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(hook.status)
                self.send_header("Location", "http://127.0.0.1:9/")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Silent."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}/hook?token=secret"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()


@pytest.fixture
def hook() -> Iterator[Hook]:
    made = Hook()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(tmp_path / "data")


def waiting(layout: Layout) -> int:
    return len(list((layout.alerts.parent / "waiting").glob("*")))


def command(code: str) -> str:
    return shlex.join([sys.executable, "-c", code])


def test_an_address_and_a_command_hear_the_alert(layout: Layout, hook: Hook, tmp_path: Path) -> None:
    assert alerting.tell(layout, ALERT, hook.address) is None
    assert [heard["text"] for heard in hook.heard] == [ALERT.text]
    heard = tmp_path / "heard"
    code = f"import os, sys; open({str(heard)!r}, 'w').write(os.environ['KAWARABAN_ALERT_TEXT'] + chr(10) + sys.stdin.read())"
    assert alerting.tell(layout, ALERT, command(code)) is None
    first, second = heard.read_text(encoding="utf-8").splitlines()
    assert (first, json.loads(second)["run_id"]) == (ALERT.text, "r")
    assert alerting.tell(layout, ALERT, None) is None
    assert list(alerting.read(layout)) == [ALERT] * 3
    assert waiting(layout) == 0


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("no-such-command --now", "cannot be run: No such file"),
        ("unclosed 'quote", "cannot be run: No closing quotation"),
        (" ", "cannot be run: it is blank"),
        ("ftp://alerts.example/news", "only http and https addresses"),
        (command("raise SystemExit('mail server is away')"), "ended with 1: mail server is away"),
        (
            command("import subprocess, sys, time; subprocess.Popen(['sleep', '60']); time.sleep(60)"),
            "did not end within",
        ),
        ("http://127.0.0.1:9/", "did not answer: ConnectError"),
        ("http://[bad", "did not answer"),
        ("https://", "did not answer"),
    ],
)
def test_what_is_not_taken_waits_and_is_in_the_log(
    layout: Layout, target: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alerting, "SECONDS", 0.7)
    assert reason in str(alerting.tell(layout, ALERT, target))
    assert list(alerting.read(layout)) == [ALERT]
    assert waiting(layout) == 1


@pytest.mark.parametrize("status", [302, 404, 500])
def test_an_address_that_does_not_take_it_is_asked_again_until_it_does(layout: Layout, hook: Hook, status: int) -> None:
    hook.status = status
    problem = alerting.tell(layout, ALERT, hook.address)
    assert problem == f"the address answered HTTP {status}"
    assert "secret" not in problem
    (said,), again = alerting.tell_again(layout, hook.address, NOW)
    assert said.startswith("not taken")
    assert again == problem
    hook.status = 204
    assert alerting.tell_again(layout, hook.address, NOW) == ([f"told at last: {ALERT.text}"], None)
    assert (waiting(layout), alerting.tell_again(layout, hook.address, NOW)) == (0, ([], None))


def test_after_a_day_the_log_says_that_nobody_heard(layout: Layout, hook: Hook) -> None:
    hook.status = 500
    alerting.tell_all(layout, [ALERT, ALERT], hook.address)
    assert len(hook.heard) == 1, "the second is not tried where the first was not taken"
    assert waiting(layout) == 2
    (layout.alerts.parent / "waiting" / "0-damaged.json").write_text("{", encoding="utf-8")
    alerting.tell_again(layout, hook.address, NOW + dt.timedelta(days=2))
    assert [alert.kind for alert in alerting.read(layout)] == ["run", "run", "undelivered", "undelivered"]
    assert waiting(layout) == 0
    with layout.alerts.open("a", encoding="utf-8") as log:
        log.write("not json\n")
    assert len(list(alerting.read(layout))) == 4


def sensor(warehouse: Warehouse, name: str) -> dg.SensorDefinition:
    (found,) = (sensor for sensor in build_definitions(warehouse).sensors or () if sensor.name == name)
    assert isinstance(found, dg.SensorDefinition)
    assert found.default_status is dg.DefaultSensorStatus.RUNNING
    return found


def test_a_run_that_failed_is_one_line_with_its_step_and_day(layout: Layout, hook: Hook, tmp_path: Path) -> None:
    warehouse = Warehouse(root=str(layout.root), sources=str(tmp_path / "none.toml"), inbox=[], alert=hook.address)
    definitions = build_definitions(warehouse)
    today = dt.datetime.now(dt.timezone(dt.timedelta(hours=9))).date().isoformat()
    with dg.DagsterInstance.ephemeral() as instance:
        job = definitions.resolve_job_def("daily")
        done = job.execute_in_process(partition_key=today, instance=instance, raise_on_error=False)
        (failure,) = [event for event in done.all_events if event.is_run_failure]
        context = dg.build_run_status_sensor_context(
            "run_failed", failure, instance, done.dagster_run, resources={"warehouse": warehouse}
        ).for_run_failure()
        sensor(warehouse, "run_failed")(context)
    (told,) = hook.heard
    assert (told["kind"], told["subject"], told["day"], told["run_id"]) == ("run", "daily", today, done.run_id)
    assert told["text"].startswith(f"daily failed ({today}): landing: ")
    assert "none.toml" in told["text"]
    assert "\n" not in told["text"]
    assert [alert.text for alert in alerting.read(layout)] == [told["text"]]


def look(warehouse: Warehouse, instance: dg.DagsterInstance, cursor: str | None) -> dg.SensorResult:
    context = dg.build_sensor_context(instance=instance, cursor=cursor, resources={"warehouse": warehouse})
    found = sensor(warehouse, "alerts")(context)
    assert isinstance(found, dg.SensorResult)
    return found


def state(instance: dg.DagsterInstance, name: str, new: FreshnessState) -> None:
    change = FreshnessStateChange(
        key=dg.AssetKey(name), previous_state=FreshnessState.UNKNOWN, new_state=new, state_change_timestamp=1.0
    )
    instance._report_runless_asset_event(change)


def test_assets_that_are_not_fresh_are_told_once_and_once_more_when_they_are(
    layout: Layout, hook: Hook, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    warehouse = Warehouse(root=str(layout.root), alert=hook.address)
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        quiet = look(warehouse, instance, None)
        assert quiet.skip_reason
        assert quiet.skip_reason.skip_message == "all is well"
        for name in ("release", "landing"):
            instance.report_runless_asset_event(dg.AssetMaterialization(name))
            state(instance, name, FreshnessState.FAIL)
        nobody = look(warehouse, instance, quiet.cursor)
        assert not hook.heard, "while the schedule is stopped nobody promised anything"
        monkeypatch.setattr(alarms, "is_promised", lambda _: True)
        first = look(warehouse, instance, nobody.cursor)
        assert [heard["text"] for heard in hook.heard] == [
            "not made since midnight by 06:00 Asia/Tokyo: landing, release"
        ]
        second = look(warehouse, instance, first.cursor)
        assert len(hook.heard) == 1
        for name in ("release", "landing"):
            state(instance, name, FreshnessState.PASS)
        third = look(warehouse, instance, second.cursor)
        assert (hook.heard[1]["is_over"], len(hook.heard)) == (True, 2)
        assert third.cursor == "{}"
        assert look(warehouse, instance, "no json").cursor == "{}"


def test_a_source_that_brings_nothing_is_told_though_nothing_is_run(layout: Layout, hook: Hook, tmp_path: Path) -> None:
    sources = tmp_path / "sources.toml"
    text = '[fetch]\ncontact = "mailto:a@example.jp"\n[[sources]]\nname = "凪浜新報"\nfeeds = ["https://example.jp/"]\nsilent_days = 2\n'
    sources.write_text(text, encoding="utf-8")
    warehouse = Warehouse(root=str(layout.root), sources=str(sources), alert=hook.address)
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        instance.report_runless_asset_event(
            dg.AssetCheckEvaluation(
                asset_key=dg.AssetKey("metrics"),
                check_name="silence",
                passed=False,
                metadata={"lines": dg.MetadataValue.md("- 凪浜新報: nothing new for 3.0 days")},
            )
        )
        first = look(warehouse, instance, None)
        assert [(told["kind"], told["text"]) for told in hook.heard] == [
            ("source", "凪浜新報: nothing new ever, at most 2 days are expected")
        ], "and not once more by the check"
        assert look(warehouse, instance, first.cursor).cursor == first.cursor
        assert len(hook.heard) == 1
        sources.write_text("broken", encoding="utf-8")
        broken = look(warehouse, instance, first.cursor)
        assert "is not TOML" in hook.heard[1]["text"]
        assert [told["is_over"] for told in hook.heard[1:] if told["kind"] == "source"] == [False], (
            "nobody is well again"
        )
        sources.write_text(text.replace("silent_days = 2", ""), encoding="utf-8")
        look(warehouse, instance, broken.cursor)
        assert [told["is_over"] for told in hook.heard if told["kind"] == "source"] == [False, False, True, True]


def test_a_check_that_warns_is_told_once(layout: Layout, hook: Hook, tmp_path: Path) -> None:
    warehouse = Warehouse(root=str(layout.root), alert=hook.address)

    def check(name: str, *, passed: bool) -> None:
        instance.report_runless_asset_event(
            dg.AssetCheckEvaluation(
                asset_key=dg.AssetKey("metrics"),
                check_name=name,
                passed=passed,
                metadata={"lines": dg.MetadataValue.md("- 凪浜新報: nothing new for 3.0 days")},
                severity=dg.AssetCheckSeverity.WARN,
            )
        )

    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        check("drift", passed=True)
        check("silence", passed=False)
        check("minimum", passed=False)
        first = look(warehouse, instance, None)
        assert [heard["text"] for heard in hook.heard] == ["silence: 凪浜新報: nothing new for 3.0 days"]
        assert len(hook.heard) == 1
        assert look(warehouse, instance, first.cursor).cursor == first.cursor
        check("silence", passed=True)
        look(warehouse, instance, first.cursor)
        assert [heard["is_over"] for heard in hook.heard] == [False, True]


def test_a_promise_is_a_running_schedule(tmp_path: Path) -> None:
    data = ScheduleInstigatorData("0 5 * * *")
    repository = RemoteRepositoryOrigin(RegisteredCodeLocationOrigin("kawaraban"), "__repository__")

    def schedule(name: str, status: InstigatorStatus) -> InstigatorState:
        return InstigatorState(RemoteInstigatorOrigin(repository, name), InstigatorType.SCHEDULE, status, data)

    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        assert not alarms.is_promised(instance)
        instance.add_instigator_state(schedule("candidate_schedule", InstigatorStatus.RUNNING))
        assert not alarms.is_promised(instance)
        daily = instance.add_instigator_state(schedule("daily_schedule", InstigatorStatus.DECLARED_IN_CODE))
        assert alarms.is_promised(instance)
        instance.update_instigator_state(daily.with_status(InstigatorStatus.STOPPED))
        assert not alarms.is_promised(instance)
