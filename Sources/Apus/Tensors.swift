// Tensors and their functions. ApusOps is shown whole: what is public in it is for modellers.

@_exported public import ApusOps
@_exported public import struct ApusGraph.Accuracy
@_exported public import enum ApusGraph.ElementType
@_exported public import struct ApusGraph.MutableTensorView
@_exported public import struct ApusGraph.NDArray
@_exported public import struct ApusGraph.Shape
@_exported public import struct ApusGraph.Tensor
@_exported public import protocol ApusGraph.TensorConvertible
@_exported public import protocol ApusGraph.TensorOperand
@_exported public import struct ApusGraph.TensorType
@_exported public import struct ApusGraph.TensorView
@_exported public import struct ApusGraph.TypeError
@_exported public import func ApusInterpreter.evaluate
