"""Write a trained reader as ONNX with 8-bit weights, as the package carries it.

python -m training.reader.export reader.pt assistant/models/weights/reader.onnx
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Final

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.fusion_options import FusionOptions
from onnxruntime.transformers.optimizer import optimize_model

from training.reader.network import Reader, load_reader

_INPUTS: Final = ("input_ids", "token_type_ids", "attention_mask")
_OUTPUTS: Final = ("passage", "piece", "claim")

#: Tells the quantisation that what comes out of a fused layer is float32.
_FLOAT: Final = {"DefaultTensorType": 1}


def trace(reader: Reader, graph: Path) -> None:
    """Write the network's graph in float32; both axes of the input are free."""
    example = tuple(torch.ones(2, 16, dtype=torch.long) for _ in _INPUTS)
    torch.onnx.export(
        reader.eval(),
        example,
        str(graph),
        input_names=list(_INPUTS),
        output_names=list(_OUTPUTS),
        dynamic_axes={name: {0: "rows", 1: "pieces"} for name in _INPUTS},
        opset_version=17,
        dynamo=False,  # The fusion knows only this exporter's graphs.
    )


def fuse(graph: Path, fused: Path) -> None:
    """Make one operation of each layer's attention, without a mask: a fourth less time to read.

    The other fusions, of normal layers and of activations, would take more. A window is read
    alone and whole, so there is nothing to mask.
    """
    options = FusionOptions("bert")
    options.enable_embed_layer_norm = False
    options.enable_skip_layer_norm = False
    options.enable_bias_skip_layer_norm = False
    options.enable_bias_gelu = False
    model = optimize_model(
        str(graph), "bert", num_heads=12, hidden_size=384, optimization_options=options, opt_level=0
    )
    for layer in model.get_nodes_by_op_type("Attention"):
        del layer.input[3:]  # behind the states, the weights and the bias
    model.prune_graph(allow_remove_graph_inputs=True)
    model.save_model_to_file(str(fused))


def quantise(graph: Path, small: Path) -> None:
    """Turn the weights of matrix products and the word embeddings into 8-bit integers."""
    quantize_dynamic(
        str(graph), str(small), weight_type=QuantType.QInt8, per_channel=True,
        op_types_to_quantize=["Attention", "MatMul", "Gemm", "Gather"], extra_options=_FLOAT,
    )  # fmt: skip


def main() -> None:
    """Export and quantise."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("weights", type=Path, help="What `train` saved.")
    parser.add_argument("graph", type=Path, help="The ONNX file to write.")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        full, fused = Path(scratch) / "reader.onnx", Path(scratch) / "fused.onnx"
        trace(load_reader(options.weights).cpu(), full)
        fuse(full, fused)
        options.graph.parent.mkdir(parents=True, exist_ok=True)
        quantise(fused, options.graph)
    print(f"{options.graph}: {options.graph.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
