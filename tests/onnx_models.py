"""Tiny ONNX models, built here: one finds what is bright, a pair of others answers a click with a disc."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from onnx import TensorProto, helper, numpy_helper

FLOAT, WHOLE = TensorProto.FLOAT, TensorProto.INT64
SIDE = 64
RADIUS = 8.0


def model(nodes: Sequence[Any], inputs: Sequence[Any], outputs: Sequence[Any], **constants: Any) -> bytes:
    """A file of these nodes; arrays by name are its constants."""
    kept = [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()]
    graph = helper.make_graph(list(nodes), "tiny", list(inputs), list(outputs), kept)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    return bytes(made.SerializeToString())


def tensor(name: str, shape: Sequence[int | str | None], kind: int = FLOAT) -> Any:
    return helper.make_tensor_value_info(name, kind, shape)


def bright_detector(side: int = SIDE) -> bytes:
    """YOLO's form: a box around what is brighter than half; as sure of class 0 as red is bright, of 1 as green."""
    node = helper.make_node
    nodes = [
        node("ReduceMax", ["images"], ["brightest"], axes=[1], keepdims=0),
        node("Greater", ["brightest", "half"], ["is_bright"]),
        node("Cast", ["is_bright"], ["bright"], to=FLOAT),
    ]
    for axis, reduced in (("x", 1), ("y", 2)):
        nodes += [
            node("ReduceMax", ["bright"], [f"{axis}_line"], axes=[reduced], keepdims=0),
            node("ArgMax", [f"{axis}_line"], [f"{axis}_first"], axis=1, keepdims=1),
            node("ArgMax", [f"{axis}_line"], [f"{axis}_last"], axis=1, keepdims=1, select_last_index=1),
            node("Cast", [f"{axis}_first"], [f"{axis}_start"], to=FLOAT),
            node("Cast", [f"{axis}_last"], [f"{axis}_until"], to=FLOAT),
            node("Add", [f"{axis}_until", "one"], [f"{axis}_end"]),
            node("Add", [f"{axis}_start", f"{axis}_end"], [f"{axis}_sum"]),
            node("Mul", [f"{axis}_sum", "half"], [f"{axis}_middle"]),
            node("Sub", [f"{axis}_end", f"{axis}_start"], [f"{axis}_length"]),
        ]
    nodes += [
        node("ReduceMax", ["images"], ["channels"], axes=[2, 3], keepdims=0),
        node("Slice", ["channels", "from_0", "to_2", "axis_1"], ["classes"]),
        node("Concat", ["x_middle", "y_middle", "x_length", "y_length", "classes"], ["row"], axis=1),
        node("Unsqueeze", ["row", "axis_2"], ["output0"]),
    ]
    constants = {
        "half": np.float32(0.5),
        "one": np.float32(1),
        "from_0": [0],
        "to_2": [2],
        "axis_1": [1],
        "axis_2": [2],
    }
    return model(nodes, [tensor("images", [1, 3, side, side])], [tensor("output0", [1, 6, 1])], **constants)


def halves_segmenter(side: int = SIDE) -> bytes:
    """Scores of every pixel for two classes: how dark it is, and how bright."""
    node = helper.make_node
    nodes = [
        node("ReduceMax", ["images"], ["bright"], axes=[1], keepdims=1),
        node("Sub", ["one", "bright"], ["dark"]),
        node("Concat", ["dark", "bright"], ["scores"], axis=1),
    ]
    outputs = [tensor("scores", [1, 2, side, side])]
    return model(nodes, [tensor("images", [1, 3, side, side])], outputs, one=np.float32(1))


def disc_encoder(side: int = SIDE) -> bytes:
    nodes = [helper.make_node("ReduceMean", ["x"], ["image_embeddings"], axes=[1], keepdims=1)]
    return model(nodes, [tensor("x", [1, 3, side, side])], [tensor("image_embeddings", [1, 1, side, side])])


def disc_decoder(side: int = SIDE, radius: float = RADIUS) -> bytes:
    """SAM's decoder by its names: a disc of `radius` pixels of the image around the first place that it is told."""
    node = helper.make_node
    nodes = [
        node("ReduceMax", ["orig_im_size"], ["longest"], keepdims=0),
        node("Div", ["longest", "side"], ["scale"]),
        node("Slice", ["point_coords", "zero", "one", "axis"], ["first"]),
        node("Reshape", ["first", "two"], ["place"]),
        node("Mul", ["place", "scale"], ["middle"]),
        node("Split", ["middle"], ["x", "y"], axis=0),
        node("Cast", ["orig_im_size"], ["whole"], to=WHOLE),
        node("Split", ["whole"], ["height", "width"], axis=0),
        node("Squeeze", ["height"], ["h"]),
        node("Squeeze", ["width"], ["w"]),
        node("Range", ["start", "h", "step"], ["rows"]),
        node("Range", ["start", "w", "step"], ["columns"]),
        node("Cast", ["rows"], ["rows_"], to=FLOAT),
        node("Cast", ["columns"], ["columns_"], to=FLOAT),
        node("Add", ["rows_", "half"], ["row_middles"]),
        node("Add", ["columns_", "half"], ["column_middles"]),
        node("Sub", ["row_middles", "y"], ["down"]),
        node("Sub", ["column_middles", "x"], ["across"]),
        node("Mul", ["down", "down"], ["down_2"]),
        node("Mul", ["across", "across"], ["across_2"]),
        node("Reshape", ["down_2", "column"], ["down_column"]),
        node("Add", ["down_column", "across_2"], ["apart_2"]),
        node("Sub", ["radius_2", "apart_2"], ["logits"]),
        node("Unsqueeze", ["logits", "fronts"], ["masks"]),
        node("Identity", ["sure"], ["iou_predictions"]),
    ]
    inputs = [
        tensor("image_embeddings", [1, 1, side, side]),
        tensor("point_coords", [1, "points", 2]),
        tensor("point_labels", [1, "points"]),
        tensor("mask_input", [1, 1, 16, 16]),
        tensor("has_mask_input", [1]),
        tensor("orig_im_size", [2]),
    ]
    outputs = [tensor("masks", [1, 1, None, None]), tensor("iou_predictions", [1, 1])]
    whole = {"zero": [0], "one": [1], "axis": [1], "two": [2], "column": [-1, 1], "fronts": [0, 1]}
    scalars = {"start": np.int64(0), "step": np.int64(1)}
    numbers = {"side": np.float32(side), "half": np.float32(0.5), "radius_2": np.float32(radius**2)}
    return model(nodes, inputs, outputs, sure=np.array([[0.9]], np.float32), **whole, **scalars, **numbers)


def endless(rounds: int = 2**40) -> bytes:
    """A loop that nobody waits for, of a picture."""
    node = helper.make_node
    body = helper.make_graph(
        [
            node("Identity", ["going"], ["goes_on"]),
            node("Sin", ["value"], ["next"]),
        ],
        "body",
        [tensor("round", [], WHOLE), tensor("going", [], TensorProto.BOOL), tensor("value", [1, 3, 8, 8])],
        [tensor("goes_on", [], TensorProto.BOOL), tensor("next", [1, 3, 8, 8])],
    )
    nodes = [node("Loop", ["rounds", "going_first", "images"], ["output0"], body=body)]
    return model(
        nodes,
        [tensor("images", [1, 3, 8, 8])],
        [tensor("output0", [1, 3, 8, 8])],
        rounds=np.int64(rounds),
        going_first=np.bool_(True),
    )


def greedy(numbers: int = 4_000_000_000) -> bytes:
    """A picture spread over more memory than anybody gives."""
    node = helper.make_node
    nodes = [
        node("ReduceMax", ["images"], ["one"], axes=[0, 1, 2, 3], keepdims=0),
        node("Expand", ["one", "shape"], ["many"]),
        node("ReduceSum", ["many"], ["output0"], keepdims=0),
    ]
    return model(nodes, [tensor("images", [1, 3, 8, 8])], [tensor("output0", [])], shape=[numbers])
