// The covariance function of a celerite process: a sum of damped oscillations, whose coefficients may all be unknown.
//
// A term of two columns is e^{−cτ}(a C + b S) with C = cos(√s τ), S = sin(√s τ)/√s, s = w − c². Both are entire functions of s, so
// that an oscillator's coefficients are smooth functions of its parameters through the critical damping, and no branch is needed
// for what lies on either side.

package import ApusGraph
internal import ApusOps

/// A stationary covariance function k(τ) of terms for which the density of n points takes O(n) operations.
///
/// A *real* term is a e^{−cτ}. All other terms are pairs e^{−cτ}(a C(τ) + b S(τ)), where C = cos(d τ) and S = sin(d τ)/d with
/// d² = w − c², or cosh and sinh where that is negative, or 1 and τ where it is 0. Kernels are made by
/// ``sho(S0:w0:Q:file:line:)`` and its siblings, ``rotation(sigma:period:Q0:dQ:f:file:line:)``, ``matern32(sigma:rho:eps:file:line:)``,
/// ``real(a:c:file:line:)`` and ``complex(a:b:c:d:file:line:)``, and added by `+`.
///
/// Every hyperparameter is a number or a tensor: a scalar, or a vector with one term for each element. Decays must not be
/// negative; where they are, or where the sum is not positive definite, the process's log density is NaN.
///
/// Reference: Foreman-Mackey, Agol, Ambikasaran & Angus 2017, AJ 154, 220.
/// Checked against: celerite2 0.3, python-flint.
public struct CeleriteKernel: Sendable {
  /// Coefficients of terms, each a scalar or a vector of one length: a, c of real terms, a, b, c, w of pairs.
  struct Block: Sendable {
    let parts: [Tensor]
    let termCount: Int

    /// The coefficients as vectors with an element for each term.
    var vectors: [Tensor] { parts.map { $0.broadcast(to: [termCount]) } }
  }

  private(set) var reals: [Block] = []
  private(set) var pairs: [Block] = []

  /// The sum of two covariance functions.
  public static func + (first: CeleriteKernel, second: CeleriteKernel) -> CeleriteKernel {
    var sum = first
    sum.reals += second.reals
    sum.pairs += second.pairs
    return sum
  }

  /// Real terms, or pairs, whose coefficients are a function of hyperparameters; poisoned ones where these have no common shape.
  init(
    _ function: String, _ hyperparameters: [Tensor], at location: SourceLocation,
    coefficients: ([Tensor]) -> [Tensor]
  ) {
    var shape: Shape? = .scalar
    for tensor in hyperparameters { shape = shape?.broadcast(with: tensor.shape) }
    let isFitting = (shape?.rank ?? 2) <= 1
    let refusal = GraphError(
      operation: "CeleriteKernel.\(function)", operands: hyperparameters.map { "\($0.type)" },
      cause: TypeError(.shape, "each hyperparameter is a scalar, or a vector with an element for each term"),
      location: location)
    let error = hyperparameters.lazy.compactMap(\.error).first ?? (isFitting ? nil : refusal)
    let parts = coefficients(
      error.map { error in hyperparameters.map { _ in Tensor(poisonedBy: error) } } ?? hyperparameters)
    let block = Block(parts: parts, termCount: error == nil ? shape?.elementCount ?? 1 : 1)
    if parts.count == 4 { pairs = [block] } else { reals = [block] }
  }

  /// The number of real terms and of pairs.
  var layout: AnyLayout {
    AnyLayout(
      realCount: reals.reduce(0) { $0 + $1.termCount }, pairCount: pairs.reduce(0) { $0 + $1.termCount })
  }

  /// The number of columns J of the semi-separable matrix: one for a real term, two for each other.
  public var columnCount: Int { layout.rank }

  /// a, c of each real term, then a, b, c, w of each pair: a vector.
  package var coefficients: Tensor {
    let blocks = (reals + pairs).map { block in
      stack(block.vectors, axis: 1).reshaped(to: [block.termCount * block.parts.count])
    }
    return blocks.count == 1 ? blocks[0] : concatenate(blocks, axis: 0)
  }
}
