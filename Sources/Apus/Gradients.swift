// Gradients: of tensors, and of functions that carry rules of the user's own.

@_exported public import func ApusDifferentiation.gradient
@_exported public import func ApusDifferentiation.hessian
@_exported public import func ApusDifferentiation.hessianVectorProduct
@_exported public import func ApusDifferentiation.jacobian
@_exported public import func ApusDifferentiation.jacobianVectorProduct
@_exported public import func ApusDifferentiation.vectorJacobianProduct
@_exported public import func ApusDifferentiation.verifyGradient
@_exported public import struct ApusFunctions.CustomFunction
@_exported public import func ApusFunctions.scan
@_exported public import struct ApusFunctions.ScanResult
@_exported public import func ApusFunctions.verifyGradient
@_exported public import enum ApusGraph.OperandCotangent
@_exported public import struct ApusGraph.PullbackSite
