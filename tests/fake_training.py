"""Stands for `diaphane train` in tests: quick, and by the seed it ends, waits, fails or breaks.

fake_training.py RECIPE DATA -o RUN [--resume] [--set seed=N]
"""

from __future__ import annotations

import json
import signal
import sys
import time
from pathlib import Path
from shutil import copy

DONE, WAITS, FAILS, BREAKS, KILLED = range(5)


def main() -> None:
    recipe, data, run = sys.argv[1], sys.argv[2], Path(sys.argv[sys.argv.index("-o") + 1])
    resumed = "--resume" in sys.argv
    seed = next((int(a.partition("=")[2]) for a in sys.argv if a.startswith("seed=")), DONE)
    (run / "recipe.json").write_text(json.dumps({"epochs": 5}))
    lines = [{"epoch": k, "loss": 1 / (k + 1), "best_epoch": k, "val_loss": 0.5} for k in range(3)]
    (run / "log.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    (run / "curves.png").write_bytes(b"drawn")
    (run / "asked.json").write_text(json.dumps([recipe, data, resumed]))
    if seed == WAITS and not resumed:
        wait()
    if seed == FAILS:
        print(f"diaphane: expected better data in {data!r}, got these; mend them", file=sys.stderr)
        sys.exit(2)
    if seed == BREAKS:
        raise ZeroDivisionError
    if seed == KILLED and not resumed:
        signal.raise_signal(signal.SIGKILL)
    copy(Path(data) / "tiny.onnx", run / "model.onnx")
    print(run / "model.onnx")


def wait() -> None:
    try:
        time.sleep(60)
    except KeyboardInterrupt:
        print("diaphane: stopped", file=sys.stderr)
        sys.exit(130)


if __name__ == "__main__":
    main()
