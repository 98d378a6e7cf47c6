// Long lines that mix tensors, numbers and literals: they must type-check quickly, and mean what they say.
//
// Each line of 30 operators is a test of the compiler: it has to be checked in less than half a second, Foundation's functions of
// the same names in sight. `TypeCheckerTests` measures it; a line that needs minutes fails the build of the tests.

import ApusGraph
import ApusInterpreter
import ApusOps
import Foundation
import Testing

@Suite struct ElementwiseExpressionTests {
  private let a = 1.25
  private let b = -0.5
  private let x = Tensor.argument("x")
  private let y = Tensor.argument("y")
  private let at = (x: 0.75, y: 2.5)

  private func number(_ tensor: Tensor) throws -> Double {
    try evaluate(tensor, [x: NDArray(at.x), y: NDArray(at.y)]).scalar
  }

  @Test func `thirty operators on tensors, numbers and literals`() throws {
    let line =
      2 * x + a * y - x / 3 + (y - b) * (x + 1) - 4 / (y + 2) + x * y * 3 - a * b * x + 1 - y / a + 2 * (x - 1)
      * (y + 1) - x
      * x / 2 + b
    let (x, y) = at
    let products = 2 * x + a * y - x / 3
    let mixed = (y - b) * (x + 1) - 4 / (y + 2)
    let middle = x * y * 3 - a * b * x + 1 - y / a
    let last = 2 * (x - 1) * (y + 1) - x * x / 2 + b
    #expect(abs(try number(line) - (products + mixed + middle + last)) < 1e-13)
  }

  @Test func `functions between operators`() throws {
    let line =
      -0.5 * exp(-2 * x) * (y - 1).squared() + log(1 + x) * a - sqrt(x * x + y * y + 1) / 2 + sin(a * x + b) * cos(y)
      + pow(
        x, 3) * 0.25 - pow(2, y) + 3 * (1 - tanh(x / a)) - abs(b * y) + max(a, b) * x - log1p(exp(-abs(x - y)))
    let (x, y) = at
    let first = -0.5 * exp(-2 * x) * (y - 1) * (y - 1) + log(1 + x) * a - sqrt(x * x + y * y + 1) / 2
    let second = sin(a * x + b) * cos(y) + pow(x, 3) * 0.25 - pow(2, y)
    let third = 3 * (1 - tanh(x / a)) - abs(b * y) + max(a, b) * x - log1p(exp(-abs(x - y)))
    #expect(abs(try number(line) - (first + second + third)) < 1e-13)
  }

  @Test func `comparisons, logic and selection`() throws {
    let line = select(
      x .> 0 .& y .< 3 .| x .== a .& .!(y .>= b) .| x * 2 .<= 1 - y .& 3 .!= x + 1,
      2 * x + maximum(y, a) - 1 * minimum(x, 0),
      1 - x / 2 + clip(y, 0, 1) * 4)
    #expect(try number(line) == 2 * 0.75 + 2.5)
  }

  @Test func `a radial velocity and its log density, as users write them`() throws {
    let (k, e, w) = (x * 10, x / 4, y - 2)
    let jitter = y / 10
    let velocity =
      k * (cos(x + w) + e * cos(w)) / sqrt(1 - e * e) + a * (x - 1) + b * (x - 1).squared() - 3 * sin(2 * w) / 2
    let line =
      -0.5 * ((velocity - 5) / exp(jitter)).squared() - jitter - 0.5 * log(2 * Double.pi) + 2 * log(k) - 1 / (2 * k)
    #expect(try number(line).isFinite)
  }

  @Test func `overloads with numbers are the same nodes as with tensors`() {
    let half = 0.5
    #expect(pow(x, half) == pow(x, Tensor(half)))
    #expect(pow(half, x) == pow(Tensor(half), x))
    #expect(pow(x, 2) == x.squared())
    #expect(maximum(x, half) == maximum(x, Tensor(half)))
    #expect(minimum(half, x) == minimum(Tensor(half), x))
    #expect(clip(x, half, 1) == clip(x, Tensor(half), Tensor(1.0)))
    #expect(mod(x, half) == mod(x, Tensor(half)))
    #expect(reciprocal(x) == 1 / x)
  }

  @Test func `lists and arrays are the same nodes as the tensors that they make`() {
    let (list, counts, table, array) = ([1.5, -2], [3, 4], [[1.0, 2], [3, 4]], NDArray([0.5, 7]))
    #expect((x - list) == (x - Tensor(list)) && (list - x) == (Tensor(list) - x))
    #expect((x - counts) == (x - Tensor(counts)) && (counts * x) == (Tensor(counts) * x))
    #expect((x / table) == (x / Tensor(table)) && (table / x) == (Tensor(table) / x))
    #expect((x * array) == (x * Tensor(array)) && (array - x) == (Tensor(array) - x))
    #expect((x .> list) == (x .> Tensor(list)) && (counts .== x) == (Tensor(counts) .== x))
    #expect(((x .> 0) .& [true, false]) == ((x .> 0) .& Tensor([true, false])))
    #expect(([true, false] .| (x .> 0)) == (Tensor([true, false]) .| (x .> 0)))
    #expect(matmul(table, list) == matmul(Tensor(table), Tensor(list)) && mean(list) == mean(Tensor(list)))
    #expect(
      gather(list, [1, 0, 1]) == gather(Tensor(list), Tensor([1, 0, 1])) && eigh(table).0 == eigh(Tensor(table)).0)
    #expect(sigmoid(table) == sigmoid(Tensor(table)) && maximum(array, x) == maximum(Tensor(array), x))
    #expect(select([true, false], list, x) == select(Tensor([true, false]), Tensor(list), x))
  }

  @Test func `numbers, lists and their sums stay what they are in Swift`() {
    let (quotient, product, joined, counts) = (1.5 / 2, 2 * 3, [1.0] + [2], [1, 2] + [3])
    let (mixed, sum, grouped) = (4 * 6 * 1.5, 1.5 + 2 + 3 * 4 - 1, (1 + 2) * 0.5)
    let numbers: (Double, Double, Double) = (mixed, sum, grouped)
    #expect(numbers == (36, 14.5, 1.5))
    let all: (Double, Int, [Double], [Int]) = (quotient, product, joined, counts)
    #expect(all == (0.75, 6, [1, 2], [1, 2, 3]))
    let (magnitude, root, largest): (Double, Double, Int) = (abs(-2.5), sqrt(4.0), max(3, 4))
    #expect(magnitude == 2.5 && root == 2 && largest == 4)
  }
}
