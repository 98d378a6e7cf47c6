// Elementwise functions of lists, which are constants: those of names that the C library has too.
//
// They take lists by name: a generic overload beside Foundation's functions makes long lines slow to check.

public import ApusGraph

/// `exp` of a list.
@_documentation(visibility: internal)
public func exp(_ x: [Double], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  exp(x.tensor, file: file, line: line)
}

/// `exp` of a list.
@_documentation(visibility: internal)
public func exp(_ x: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  exp(x.tensor, file: file, line: line)
}

/// `exp` of a list.
@_documentation(visibility: internal)
public func exp(_ x: [[Double]], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  exp(x.tensor, file: file, line: line)
}

/// `exp2` of a list.
@_documentation(visibility: internal)
public func exp2(_ x: [Double], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  exp2(x.tensor, file: file, line: line)
}

/// `exp2` of a list.
@_documentation(visibility: internal)
public func exp2(_ x: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  exp2(x.tensor, file: file, line: line)
}

/// `exp2` of a list.
@_documentation(visibility: internal)
public func exp2(_ x: [[Double]], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  exp2(x.tensor, file: file, line: line)
}

/// `expm1` of a list.
@_documentation(visibility: internal)
public func expm1(_ x: [Double], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  expm1(x.tensor, file: file, line: line)
}

/// `expm1` of a list.
@_documentation(visibility: internal)
public func expm1(_ x: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  expm1(x.tensor, file: file, line: line)
}

/// `expm1` of a list.
@_documentation(visibility: internal)
public func expm1(_ x: [[Double]], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  expm1(x.tensor, file: file, line: line)
}

/// `log` of a list.
@_documentation(visibility: internal)
public func log(_ x: [Double], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  log(x.tensor, file: file, line: line)
}

/// `log` of a list.
@_documentation(visibility: internal)
public func log(_ x: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  log(x.tensor, file: file, line: line)
}

/// `log` of a list.
@_documentation(visibility: internal)
public func log(_ x: [[Double]], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  log(x.tensor, file: file, line: line)
}

/// `log2` of a list.
@_documentation(visibility: internal)
public func log2(_ x: [Double], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  log2(x.tensor, file: file, line: line)
}

/// `log2` of a list.
@_documentation(visibility: internal)
public func log2(_ x: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  log2(x.tensor, file: file, line: line)
}

/// `log2` of a list.
@_documentation(visibility: internal)
public func log2(_ x: [[Double]], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  log2(x.tensor, file: file, line: line)
}

/// `log10` of a list.
@_documentation(visibility: internal)
public func log10(_ x: [Double], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  log10(x.tensor, file: file, line: line)
}

/// `log10` of a list.
@_documentation(visibility: internal)
public func log10(_ x: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  log10(x.tensor, file: file, line: line)
}

/// `log10` of a list.
@_documentation(visibility: internal)
public func log10(_ x: [[Double]], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  log10(x.tensor, file: file, line: line)
}

/// `log1p` of a list.
@_documentation(visibility: internal)
public func log1p(_ x: [Double], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  log1p(x.tensor, file: file, line: line)
}

/// `log1p` of a list.
@_documentation(visibility: internal)
public func log1p(_ x: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  log1p(x.tensor, file: file, line: line)
}

/// `log1p` of a list.
@_documentation(visibility: internal)
public func log1p(_ x: [[Double]], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  log1p(x.tensor, file: file, line: line)
}

/// `sinh` of a list.
@_documentation(visibility: internal)
public func sinh(_ x: [Double], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  sinh(x.tensor, file: file, line: line)
}

/// `sinh` of a list.
@_documentation(visibility: internal)
public func sinh(_ x: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  sinh(x.tensor, file: file, line: line)
}

/// `sinh` of a list.
@_documentation(visibility: internal)
public func sinh(_ x: [[Double]], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  sinh(x.tensor, file: file, line: line)
}

/// `cosh` of a list.
@_documentation(visibility: internal)
public func cosh(_ x: [Double], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  cosh(x.tensor, file: file, line: line)
}

/// `cosh` of a list.
@_documentation(visibility: internal)
public func cosh(_ x: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  cosh(x.tensor, file: file, line: line)
}

/// `cosh` of a list.
@_documentation(visibility: internal)
public func cosh(_ x: [[Double]], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  cosh(x.tensor, file: file, line: line)
}

/// `tanh` of a list.
@_documentation(visibility: internal)
public func tanh(_ x: [Double], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  tanh(x.tensor, file: file, line: line)
}

/// `tanh` of a list.
@_documentation(visibility: internal)
public func tanh(_ x: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  tanh(x.tensor, file: file, line: line)
}

/// `tanh` of a list.
@_documentation(visibility: internal)
public func tanh(_ x: [[Double]], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  tanh(x.tensor, file: file, line: line)
}

/// `asinh` of a list.
@_documentation(visibility: internal)
public func asinh(_ x: [Double], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  asinh(x.tensor, file: file, line: line)
}

/// `asinh` of a list.
@_documentation(visibility: internal)
public func asinh(_ x: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  asinh(x.tensor, file: file, line: line)
}

/// `asinh` of a list.
@_documentation(visibility: internal)
public func asinh(_ x: [[Double]], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  asinh(x.tensor, file: file, line: line)
}

/// `acosh` of a list.
@_documentation(visibility: internal)
public func acosh(_ x: [Double], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  acosh(x.tensor, file: file, line: line)
}

/// `acosh` of a list.
@_documentation(visibility: internal)
public func acosh(_ x: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  acosh(x.tensor, file: file, line: line)
}

/// `acosh` of a list.
@_documentation(visibility: internal)
public func acosh(_ x: [[Double]], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  acosh(x.tensor, file: file, line: line)
}

/// `atanh` of a list.
@_documentation(visibility: internal)
public func atanh(_ x: [Double], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  atanh(x.tensor, file: file, line: line)
}

/// `atanh` of a list.
@_documentation(visibility: internal)
public func atanh(_ x: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  atanh(x.tensor, file: file, line: line)
}

/// `atanh` of a list.
@_documentation(visibility: internal)
public func atanh(_ x: [[Double]], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  atanh(x.tensor, file: file, line: line)
}

/// `abs` of a list.
@_documentation(visibility: internal)
public func abs(_ x: [Double], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  abs(x.tensor, file: file, line: line)
}

/// `abs` of a list.
@_documentation(visibility: internal)
public func abs(_ x: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  abs(x.tensor, file: file, line: line)
}

/// `abs` of a list.
@_documentation(visibility: internal)
public func abs(_ x: [[Double]], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  abs(x.tensor, file: file, line: line)
}

/// `sqrt` of a list.
@_documentation(visibility: internal)
public func sqrt(_ x: [Double], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  sqrt(x.tensor, file: file, line: line)
}

/// `sqrt` of a list.
@_documentation(visibility: internal)
public func sqrt(_ x: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  sqrt(x.tensor, file: file, line: line)
}

/// `sqrt` of a list.
@_documentation(visibility: internal)
public func sqrt(_ x: [[Double]], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  sqrt(x.tensor, file: file, line: line)
}

/// `cbrt` of a list.
@_documentation(visibility: internal)
public func cbrt(_ x: [Double], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  cbrt(x.tensor, file: file, line: line)
}

/// `cbrt` of a list.
@_documentation(visibility: internal)
public func cbrt(_ x: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  cbrt(x.tensor, file: file, line: line)
}

/// `cbrt` of a list.
@_documentation(visibility: internal)
public func cbrt(_ x: [[Double]], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  cbrt(x.tensor, file: file, line: line)
}

/// `pow` of a list.
@_documentation(visibility: internal)
public func pow(_ x: [Double], _ y: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  pow(x.tensor, y, file: file, line: line)
}

/// `pow` of a list.
@_documentation(visibility: internal)
public func pow(_ x: Tensor, _ y: [Double], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  pow(x, y.tensor, file: file, line: line)
}

/// `floor` of a list.
@_documentation(visibility: internal)
public func floor(_ x: [Double], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  floor(x.tensor, file: file, line: line)
}

/// `floor` of a list.
@_documentation(visibility: internal)
public func floor(_ x: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  floor(x.tensor, file: file, line: line)
}

/// `floor` of a list.
@_documentation(visibility: internal)
public func floor(_ x: [[Double]], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  floor(x.tensor, file: file, line: line)
}

/// `ceil` of a list.
@_documentation(visibility: internal)
public func ceil(_ x: [Double], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  ceil(x.tensor, file: file, line: line)
}

/// `ceil` of a list.
@_documentation(visibility: internal)
public func ceil(_ x: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  ceil(x.tensor, file: file, line: line)
}

/// `ceil` of a list.
@_documentation(visibility: internal)
public func ceil(_ x: [[Double]], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  ceil(x.tensor, file: file, line: line)
}

/// `round` of a list.
@_documentation(visibility: internal)
public func round(_ x: [Double], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  round(x.tensor, file: file, line: line)
}

/// `round` of a list.
@_documentation(visibility: internal)
public func round(_ x: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  round(x.tensor, file: file, line: line)
}

/// `round` of a list.
@_documentation(visibility: internal)
public func round(_ x: [[Double]], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  round(x.tensor, file: file, line: line)
}

/// `trunc` of a list.
@_documentation(visibility: internal)
public func trunc(_ x: [Double], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  trunc(x.tensor, file: file, line: line)
}

/// `trunc` of a list.
@_documentation(visibility: internal)
public func trunc(_ x: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  trunc(x.tensor, file: file, line: line)
}

/// `trunc` of a list.
@_documentation(visibility: internal)
public func trunc(_ x: [[Double]], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  trunc(x.tensor, file: file, line: line)
}

/// `sin` of a list.
@_documentation(visibility: internal)
public func sin(_ x: [Double], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  sin(x.tensor, file: file, line: line)
}

/// `sin` of a list.
@_documentation(visibility: internal)
public func sin(_ x: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  sin(x.tensor, file: file, line: line)
}

/// `sin` of a list.
@_documentation(visibility: internal)
public func sin(_ x: [[Double]], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  sin(x.tensor, file: file, line: line)
}

/// `cos` of a list.
@_documentation(visibility: internal)
public func cos(_ x: [Double], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  cos(x.tensor, file: file, line: line)
}

/// `cos` of a list.
@_documentation(visibility: internal)
public func cos(_ x: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  cos(x.tensor, file: file, line: line)
}

/// `cos` of a list.
@_documentation(visibility: internal)
public func cos(_ x: [[Double]], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  cos(x.tensor, file: file, line: line)
}

/// `tan` of a list.
@_documentation(visibility: internal)
public func tan(_ x: [Double], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  tan(x.tensor, file: file, line: line)
}

/// `tan` of a list.
@_documentation(visibility: internal)
public func tan(_ x: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  tan(x.tensor, file: file, line: line)
}

/// `tan` of a list.
@_documentation(visibility: internal)
public func tan(_ x: [[Double]], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  tan(x.tensor, file: file, line: line)
}

/// `asin` of a list.
@_documentation(visibility: internal)
public func asin(_ x: [Double], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  asin(x.tensor, file: file, line: line)
}

/// `asin` of a list.
@_documentation(visibility: internal)
public func asin(_ x: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  asin(x.tensor, file: file, line: line)
}

/// `asin` of a list.
@_documentation(visibility: internal)
public func asin(_ x: [[Double]], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  asin(x.tensor, file: file, line: line)
}

/// `acos` of a list.
@_documentation(visibility: internal)
public func acos(_ x: [Double], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  acos(x.tensor, file: file, line: line)
}

/// `acos` of a list.
@_documentation(visibility: internal)
public func acos(_ x: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  acos(x.tensor, file: file, line: line)
}

/// `acos` of a list.
@_documentation(visibility: internal)
public func acos(_ x: [[Double]], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  acos(x.tensor, file: file, line: line)
}

/// `atan` of a list.
@_documentation(visibility: internal)
public func atan(_ x: [Double], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  atan(x.tensor, file: file, line: line)
}

/// `atan` of a list.
@_documentation(visibility: internal)
public func atan(_ x: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  atan(x.tensor, file: file, line: line)
}

/// `atan` of a list.
@_documentation(visibility: internal)
public func atan(_ x: [[Double]], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  atan(x.tensor, file: file, line: line)
}

/// `atan2` of a list.
@_documentation(visibility: internal)
public func atan2(_ y: [Double], _ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  atan2(y.tensor, x, file: file, line: line)
}

/// `atan2` of a list.
@_documentation(visibility: internal)
public func atan2(_ y: Tensor, _ x: [Double], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  atan2(y, x.tensor, file: file, line: line)
}

/// `hypot` of a list.
@_documentation(visibility: internal)
public func hypot(_ x: [Double], _ y: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  hypot(x.tensor, y, file: file, line: line)
}

/// `hypot` of a list.
@_documentation(visibility: internal)
public func hypot(_ x: Tensor, _ y: [Double], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  hypot(x, y.tensor, file: file, line: line)
}
