"""What runs a network: onnxruntime, or OpenVINO where the caller asks for it.

Axes: `N` images, `C` channels, then space.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from ..card import Card
from ..errors import BadModel, BadSetting, MissingPackage, UnknownName
from ..image import Floats
from ..tasks import TASKS

Network = Callable[[Floats], Mapping[str, Floats]]
"""(N, C, *space) to outputs by name, each with N first."""
RuntimeName = Literal["onnxruntime", "openvino"]
Device = Literal["cpu", "cuda"]
INPUT = "image"


@dataclass(frozen=True)
class Engine:
    """A network in a runtime, ready to be called, and what should be known of it."""

    run: Network
    inputs: Mapping[str, tuple[int | None, ...]]
    """Shapes by name; None is a size that is left open."""
    outputs: tuple[str, ...]
    runtime: str
    """Name and device, as in provenance."""
    precision: str
    """Of the arithmetic, whatever the weights are stored in."""
    version: str

    def __call__(self, batch: Floats) -> Mapping[str, Floats]:
        return self.run(batch)


def start(data: bytes, *, runtime: str, device: str, cores: int | None = None) -> Engine:
    """Put the bytes of an ONNX file in a runtime. Raises `BadModel`, `BadSetting`,
    `MissingPackage`, `UnknownName`; never takes another runtime or device than was asked for.

    Args:
        cores: That one call of the network may use; all there are, if not given.
    """
    if runtime not in RUNTIMES:
        raise UnknownName("runtime", runtime, RUNTIMES)
    if device not in ("cpu", "cuda"):
        raise BadSetting(f"expected the device 'cpu' or 'cuda', got {device!r}")
    return RUNTIMES[runtime](data, device, cores or threads())


def check(engine: Engine, card: Card) -> Card:
    """The card; raises `BadModel` where the network cannot be what it says.

    Of a network that takes tiles of one size alone it says so: tiles differ by no `multiple`.
    """
    task = TASKS[card.task]
    if missing := [name for name in task.needs if name not in engine.outputs]:
        raise BadModel(
            f"expected an output named {missing[0]!r}, got {', '.join(engine.outputs)}; export "
            "the model again"
        )
    if task.tiled and not card.input.tile:
        raise BadModel(
            "expected a card that says how large a tile the network sees, got none; export the "
            "model again with the card of its training"
        )
    shape = check_input(engine, card)
    if task.tiled and any(shape[2:]):
        return card.but(input=replace(card.input, multiple=max(card.input.tile or ())))
    return card


def check_input(engine: Engine, card: Card) -> tuple[int | None, ...]:
    """The shape of the one input; raises `BadModel` where it is not as the card says."""
    if tuple(engine.inputs) != (INPUT,):
        raise BadModel(
            f"expected one input named {INPUT!r}, got {', '.join(engine.inputs)}; export the "
            "model again"
        )
    tiled = card.task in TASKS and TASKS[card.task].tiled
    space = (card.input.tile if tiled else card.input.size) or ()
    shape, want = engine.inputs[INPUT], (None, card.input.channels, *space)
    fits = len(shape) >= len(want) and all(
        a is None or b is None or a == b for a, b in zip(shape, want, strict=False)
    )
    if not fits or (space and len(shape) != len(want)):
        raise BadModel(
            f"the card says that the input is {_shape(want)} and the network says {_shape(shape)}; "
            "export the model again with its own card"
        )
    return shape


def quantised(data: bytes) -> bool:
    """Does the file do arithmetic in eight bits? Then a node's op_type (field 4 of NodeProto) is
    QuantizeLinear: its key, its length and its letters stand so in the bytes."""
    return b"\x22\x0eQuantizeLinear" in data


def threads() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _shape(shape: tuple[int | None, ...]) -> str:
    return " x ".join("any" if n is None else str(n) for n in shape)


def _onnxruntime(data: bytes, device: str, cores: int) -> Engine:
    import onnxruntime

    provider = "CUDAExecutionProvider" if device == "cuda" else "CPUExecutionProvider"
    if provider not in onnxruntime.get_available_providers():
        raise BadSetting(
            "expected the device 'cpu': the onnxruntime that is installed has no CUDA; pip install "
            "onnxruntime-gpu in its place"
        )
    eight = quantised(data)
    try:
        session = onnxruntime.InferenceSession(data, _options(eight, cores), providers=[provider])
    except Exception as error:  # onnxruntime's errors have no base of their own
        raise _refused("onnxruntime", error) from error
    if provider not in session.get_providers():  # onnxruntime goes back to the CPU by itself
        raise BadSetting("expected a CUDA device that works, got none; use the device 'cpu'")

    def run(batch: Floats) -> Mapping[str, Floats]:
        try:
            values = session.run(names, {given[0]: batch})
        except Exception as error:
            raise _failed("onnxruntime", batch, error) from error
        return dict(zip(names, values, strict=True))

    names = [output.name for output in session.get_outputs()]
    inputs = {i.name: tuple(_known(n) for n in i.shape) for i in session.get_inputs()}
    given = [*inputs]
    version = str(onnxruntime.__version__)
    precision = "int8" if eight else "float32"
    return Engine(run, inputs, tuple(names), f"onnxruntime {device}", precision, version)


def _options(eight_bits: bool, cores: int) -> Any:
    """Settings measured on a residual network of 6 million parameters at 160 px, two busy cores.

    All optimisations cost 30 ms at the start and give back 30 % of the time. Threads that spin
    while they wait take half the speed from the threads that decode. Weights stored as int8 are
    made float32 once, at the start: kept as they are, every run converts them again and is half
    as fast. The arena for memory stays on: without it, the memory of 1,000 images wanders by
    40 MB, with it by 2.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    options.intra_op_num_threads = cores
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    if not eight_bits:  # weights alone in fewer bits are made float32 once, not every time
        options.add_session_config_entry("session.disable_quant_qdq", "1")
    return options


def _openvino(data: bytes, device: str, cores: int) -> Engine:
    try:
        import openvino
    except ImportError as error:
        raise MissingPackage("the runtime 'openvino'", "openvino") from error
    if device != "cpu":
        raise BadSetting(f"expected the device 'cpu' for the runtime 'openvino', got {device!r}")
    core = openvino.Core()
    half = "BF16" in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    settings = {
        "PERFORMANCE_HINT": "LATENCY",
        "INFERENCE_PRECISION_HINT": "bf16" if half else "f32",
        "INFERENCE_NUM_THREADS": cores,
    }
    try:
        model = core.read_model(data)
        eight = quantised(data)
        model = _unpacked(model, core) if eight else _folded(model)
        compiled = core.compile_model(model, "CPU", settings)
    except RuntimeError as error:
        raise _refused("openvino", error) from error

    def run(batch: Floats) -> Mapping[str, Floats]:
        try:
            values = compiled([batch])
        except RuntimeError as error:
            raise _failed("openvino", batch, error) from error
        return {name: np.asarray(values[name], np.float32) for name in names}

    names = [output.any_name for output in compiled.outputs]
    inputs = {
        i.any_name: tuple(None if n.is_dynamic else n.get_length() for n in i.partial_shape)
        for i in compiled.inputs
    }
    precision = "bfloat16" if half else "float32"
    if eight:
        precision = f"int8 and {precision}"
    version = str(openvino.__version__)
    return Engine(run, inputs, tuple(names), "openvino cpu", precision, version)


def _unpacked(model: Any, core: Any) -> Any:
    """The same network with packed eight-bit weights unpacked. OpenVINO 2026.4 would do it anew
    for every batch, since it does not fold what ends in int8."""
    from openvino import Model, Type, opset13

    ends = [
        op.output(0)
        for op in model.get_ops()
        if op.get_type_name() == "Convert" and op.get_output_element_type(0) == Type.i8
    ]
    if not ends:
        return model
    weights = Model([opset13.result(end) for end in ends], [], "weights")
    for end, values in zip(ends, core.compile_model(weights, "CPU")([]).values(), strict=True):
        for use in end.get_target_inputs():
            if use.get_node().get_type_name() != "Result":
                use.replace_source_output(opset13.constant(values).output(0))
    return model


def _folded(model: Any) -> Any:
    """The same network with weights stored as int8 made float32. OpenVINO 2026.4 dies of a
    division by zero (SIGFPE) where it is left to do so itself in bfloat16."""
    from openvino.passes import ConstantFolding, Manager

    passes = Manager()
    passes.register_pass(ConstantFolding())
    passes.run_passes(model)
    return model


RUNTIMES: dict[str, Callable[[bytes, str, int], Engine]] = {
    "onnxruntime": _onnxruntime,
    "openvino": _openvino,
}


def _known(size: object) -> int | None:
    """A fixed size; None for a named or missing one."""
    return size if isinstance(size, int) else None


def _refused(runtime: str, error: Exception) -> BadModel:
    return BadModel(
        f"{runtime} cannot run this model ({_first_line(error)}); the file is damaged or uses "
        "operators that are not ONNX's own"
    )


def _failed(runtime: str, batch: Floats, error: Exception) -> BadModel:
    return BadModel(
        f"{runtime} failed on an input of {_shape(batch.shape)} ({_first_line(error)}); export the "
        "model again with its own card"
    )


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0][:200] if lines else type(error).__name__
