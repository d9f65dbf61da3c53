"""Write a trained reader as ONNX with 8-bit weights, as the package carries it.

python -m training.reader.export reader.pt assistant/models/weights/reader.onnx
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process

from training.reader.network import Reader, load_reader

_INPUTS = ("input_ids", "token_type_ids", "attention_mask")
_OUTPUTS = ("passage", "piece", "claim")


def trace(reader: Reader, graph: Path) -> None:
    """Write the network's graph in float32; both axes of the input are free."""
    example = tuple(torch.ones(2, 16, dtype=torch.long) for _ in _INPUTS)
    axes = {0: "rows", 1: "pieces"}
    torch.onnx.export(
        reader.eval(),
        example,
        str(graph),
        input_names=list(_INPUTS),
        output_names=list(_OUTPUTS),
        dynamic_shapes=tuple(axes for _ in _INPUTS),
        dynamo=True,
        external_data=False,
        verbose=False,
    )


def quantise(graph: Path, small: Path) -> None:
    """Turn the weights of matrix products and the word embeddings into 8-bit integers."""
    with tempfile.TemporaryDirectory() as scratch:
        prepared = Path(scratch) / "prepared.onnx"
        quant_pre_process(str(graph), str(prepared), skip_symbolic_shape=True)
        quantize_dynamic(
            str(prepared), str(small), weight_type=QuantType.QInt8, per_channel=True,
            op_types_to_quantize=["MatMul", "Gemm", "Gather"],
        )  # fmt: skip


def main() -> None:
    """Export and quantise."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("weights", type=Path, help="What `train` saved.")
    parser.add_argument("graph", type=Path, help="The ONNX file to write.")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        full = Path(scratch) / "reader.onnx"
        trace(load_reader(options.weights).cpu(), full)
        options.graph.parent.mkdir(parents=True, exist_ok=True)
        quantise(full, options.graph)
    print(f"{options.graph}: {options.graph.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
