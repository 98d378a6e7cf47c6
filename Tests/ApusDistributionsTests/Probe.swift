// Numbers of densities: evaluation at many values, gradients, and differences to hold them against.

import ApusDifferentiation
import ApusDistributions
import ApusGraph
import ApusInterpreter
import ApusOps
import Foundation

/// e^x, for files that use tensors' functions of that name.
func exponential(_ x: Double) -> Double { Foundation.exp(x) }

/// log x.
func logarithm(_ x: Double) -> Double { Foundation.log(x) }

/// sin x.
func sine(_ x: Double) -> Double { Foundation.sin(x) }

/// The elements of a tensor that depends on no argument.
func numbers(_ tensor: Tensor) throws -> [Double] { try evaluate(tensor).doubles }

/// The only element of a tensor that depends on no argument.
func number(_ tensor: Tensor) throws -> Double { try evaluate(tensor).scalar }

/// The densities of a distribution at many values.
func densities(_ distribution: any Distribution, _ values: [Double]) throws -> [Double] {
  try numbers(distribution.logDensity(Tensor(values))).map { Foundation.exp($0) }
}

/// A scalar function of some numbers with its gradient, compiled once.
struct GradientProbe {
  private let arguments: [Tensor]
  private let output: Tensor
  private let gradients: [Tensor]

  /// The function that `body` makes of `count` scalar arguments.
  init(count: Int, _ body: ([Tensor]) -> Tensor) throws {
    arguments = (0..<count).map { Tensor.argument("x\($0)") }
    output = body(arguments)
    gradients = try gradient(of: output, withRespectTo: arguments)
  }

  private func bindings(_ point: [Double]) -> [Tensor: NDArray] {
    Dictionary(uniqueKeysWithValues: zip(arguments, point.map { NDArray($0) }))
  }

  /// The value at a point.
  func value(_ point: [Double]) throws -> Double { try evaluate(output, bindings(point)).scalar }

  /// The gradient at a point.
  func slopes(_ point: [Double]) throws -> [Double] { try evaluate(gradients, bindings(point)).map(\.scalar) }

  /// A derivative at a point by central differences, extrapolated twice.
  func difference(_ point: [Double], _ index: Int, step: Double) throws -> Double {
    func central(_ h: Double) throws -> Double {
      var (above, below) = (point, point)
      above[index] += h
      below[index] -= h
      return (try value(above) - value(below)) / (above[index] - below[index])
    }
    let (a, b, c) = (try central(step), try central(step / 2), try central(step / 4))
    let (first, second) = ((4 * b - a) / 3, (4 * c - b) / 3)
    return (16 * second - first) / 15
  }
}

/// The gradient of the sum of a tensor's elements in each of some tensors.
func gradients(of tensor: Tensor, _ variables: [Tensor]) throws -> [Tensor] {
  try gradient(of: sum(tensor), withRespectTo: variables)
}
