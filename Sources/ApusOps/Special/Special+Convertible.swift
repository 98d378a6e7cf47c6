// Special functions of numbers, lists and arrays, which are constants.
//
// A function that the C library has too takes lists alone, by name: a generic overload beside Foundation's makes long lines slow to check.

public import ApusGraph

/// `besselI0e` of constants.
@_documentation(visibility: internal)
public func besselI0e(_ x: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  besselI0e(x.tensor, file: file, line: line)
}

/// `besselI1e` of constants.
@_documentation(visibility: internal)
public func besselI1e(_ x: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  besselI1e(x.tensor, file: file, line: line)
}

/// `logBesselI0` of constants.
@_documentation(visibility: internal)
public func logBesselI0(_ x: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  logBesselI0(x.tensor, file: file, line: line)
}

/// `erf` of a list.
@_documentation(visibility: internal)
public func erf(_ x: [Double], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  erf(x.tensor, file: file, line: line)
}

/// `erf` of a list.
@_documentation(visibility: internal)
public func erf(_ x: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  erf(x.tensor, file: file, line: line)
}

/// `erf` of a list.
@_documentation(visibility: internal)
public func erf(_ x: [[Double]], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  erf(x.tensor, file: file, line: line)
}

/// `erfc` of a list.
@_documentation(visibility: internal)
public func erfc(_ x: [Double], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  erfc(x.tensor, file: file, line: line)
}

/// `erfc` of a list.
@_documentation(visibility: internal)
public func erfc(_ x: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  erfc(x.tensor, file: file, line: line)
}

/// `erfc` of a list.
@_documentation(visibility: internal)
public func erfc(_ x: [[Double]], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  erfc(x.tensor, file: file, line: line)
}

/// `erfcx` of constants.
@_documentation(visibility: internal)
public func erfcx(_ x: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  erfcx(x.tensor, file: file, line: line)
}

/// `logErfc` of constants.
@_documentation(visibility: internal)
public func logErfc(_ x: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  logErfc(x.tensor, file: file, line: line)
}

/// `normalCDF` of constants.
@_documentation(visibility: internal)
public func normalCDF(_ x: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  normalCDF(x.tensor, file: file, line: line)
}

/// `logNormalCDF` of constants.
@_documentation(visibility: internal)
public func logNormalCDF(_ x: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  logNormalCDF(x.tensor, file: file, line: line)
}

/// `normalQuantile` of constants.
@_documentation(visibility: internal)
public func normalQuantile(logit: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  normalQuantile(logit: logit.tensor, file: file, line: line)
}

/// `lgamma` of a list.
@_documentation(visibility: internal)
public func lgamma(_ x: [Double], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  lgamma(x.tensor, file: file, line: line)
}

/// `lgamma` of a list.
@_documentation(visibility: internal)
public func lgamma(_ x: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  lgamma(x.tensor, file: file, line: line)
}

/// `lgamma` of a list.
@_documentation(visibility: internal)
public func lgamma(_ x: [[Double]], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  lgamma(x.tensor, file: file, line: line)
}

/// `digamma` of constants.
@_documentation(visibility: internal)
public func digamma(_ x: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  digamma(x.tensor, file: file, line: line)
}

/// `trigamma` of constants.
@_documentation(visibility: internal)
public func trigamma(_ x: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  trigamma(x.tensor, file: file, line: line)
}

/// `polygamma` of constants.
@_documentation(visibility: internal)
public func polygamma(_ order: Int, _ x: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line)
  -> Tensor
{
  polygamma(order, x.tensor, file: file, line: line)
}

/// `logBeta` of constants and tensors.
@_documentation(visibility: internal)
public func logBeta(
  _ x: some TensorConvertible, _ y: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  logBeta(x.tensor, y.tensor, file: file, line: line)
}

/// `regularizedBeta` of constants and tensors.
@_documentation(visibility: internal)
public func regularizedBeta(
  _ a: some TensorConvertible, _ b: some TensorConvertible, _ x: some TensorConvertible, file: StaticString = #fileID,
  line: UInt = #line
) -> Tensor {
  regularizedBeta(a.tensor, b.tensor, x.tensor, file: file, line: line)
}

/// `logRegularizedBeta` of constants and tensors.
@_documentation(visibility: internal)
public func logRegularizedBeta(
  _ a: some TensorConvertible, _ b: some TensorConvertible, _ x: some TensorConvertible, file: StaticString = #fileID,
  line: UInt = #line
) -> Tensor {
  logRegularizedBeta(a.tensor, b.tensor, x.tensor, file: file, line: line)
}

/// `logRegularizedBetaComplement` of constants and tensors.
@_documentation(visibility: internal)
public func logRegularizedBetaComplement(
  _ a: some TensorConvertible, _ b: some TensorConvertible, _ x: some TensorConvertible, file: StaticString = #fileID,
  line: UInt = #line
) -> Tensor {
  logRegularizedBetaComplement(a.tensor, b.tensor, x.tensor, file: file, line: line)
}

/// `regularizedGammaP` of constants and tensors.
@_documentation(visibility: internal)
public func regularizedGammaP(
  _ a: some TensorConvertible, _ x: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  regularizedGammaP(a.tensor, x.tensor, file: file, line: line)
}

/// `regularizedGammaQ` of constants and tensors.
@_documentation(visibility: internal)
public func regularizedGammaQ(
  _ a: some TensorConvertible, _ x: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  regularizedGammaQ(a.tensor, x.tensor, file: file, line: line)
}

/// `logRegularizedGammaP` of constants and tensors.
@_documentation(visibility: internal)
public func logRegularizedGammaP(
  _ a: some TensorConvertible, _ x: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  logRegularizedGammaP(a.tensor, x.tensor, file: file, line: line)
}

/// `logRegularizedGammaQ` of constants and tensors.
@_documentation(visibility: internal)
public func logRegularizedGammaQ(
  _ a: some TensorConvertible, _ x: some TensorConvertible, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  logRegularizedGammaQ(a.tensor, x.tensor, file: file, line: line)
}
