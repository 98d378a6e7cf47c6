// The exponential and the logarithm under their bare names, so that formulas read as they do in the literature.

internal import RealModule

@inline(__always) func exp(_ x: Double) -> Double { .exp(x) }
@inline(__always) func log(_ x: Double) -> Double { .log(x) }
