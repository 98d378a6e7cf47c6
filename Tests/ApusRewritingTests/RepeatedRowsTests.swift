// Terms of sums that depend on few distinct data: values and gradients stay, whatever the terms, and nothing else is touched.

import ApusDifferentiation
import ApusGraph
import ApusInterpreter
import ApusOps
import ApusRewriting
import ApusTestSupport
import Testing

@Suite struct RepeatedRowsTests {
  private static let rowCount = 200
  private let counts = Tensor.argument("counts", .int64([rowCount]))
  private let groups = Tensor.argument("groups", .float64([rowCount]))
  private let weights = Tensor.argument("weights", .float64([rowCount]))
  private let a = Tensor.argument("a")
  private let b = Tensor.argument("b")

  /// Counts and groups repeat, weights do not.
  private func data(_ numbers: inout TestNumbers) -> [Tensor: NDArray] {
    let rows = 0..<Self.rowCount
    return [
      counts: NDArray(rows.map { _ in numbers.integer(below: 5) }),
      groups: NDArray(rows.map { _ in numbers.element(of: [0.5, 2, 3]) }),
      weights: NDArray(rows.map { _ in numbers.uniform(0.1, 2) }),
    ]
  }

  /// A random value of each row.
  private func term(_ numbers: inout TestNumbers, depth: Int) -> Tensor {
    if depth == 0 {
      return numbers.element(of: [
        counts.cast(to: .float64), groups, weights, a, b, a.broadcast(to: [Self.rowCount]), Tensor(1.5),
        Tensor.filled(NDArray(2.0), [Self.rowCount]),
      ])
    }
    let x = term(&numbers, depth: depth - 1)
    let y = term(&numbers, depth: numbers.integer(below: depth))
    switch numbers.integer(below: 10) {
    case 0: return x + y
    case 1: return x - y
    case 2: return -x
    case 3: return sin(x) * y
    case 4: return log(2 + sin(x))
    case 5: return lgamma(1 + abs(y) + sin(x).squared())
    case 6: return select(counts .> 2, sin(x), y)
    case 7: return select(groups .== 3, x, -1.0)
    case 8: return x / (2 + cos(y))
    default: return digamma(2 + cos(x)) - y
    }
  }

  @Test func `sums of random terms keep their values and gradients`() throws {
    var fired = 0
    for seed in 0..<300 {
      var numbers = TestNumbers(seed: UInt64(seed))
      let data = data(&numbers)
      let rows = term(&numbers, depth: 2 + seed % 5) + Tensor.filled(NDArray(0.0), [Self.rowCount])
      let total = sum(rows) + 0 * (a + b)
      let outputs = [total] + (try gradient(of: total, withRespectTo: [a, b]))
      let result = try rewrite(outputs, with: .specialize(for: data))
      #expect(result.isFixedPoint)
      fired += result.firings["Σ of repeated rows"] == nil ? 0 : 1
      let bindings = data.merging([a: NDArray(0.7), b: NDArray(-1.2)]) { $1 }
      for (before, after) in try zip(evaluate(outputs, bindings), evaluate(result.outputs, bindings)) {
        let tolerance = 1e-11 * max(1, before.scalar.magnitude)
        #expect((before.scalar - after.scalar).magnitude <= tolerance, "seed \(seed)")
      }
    }
    #expect(fired > 120, "\(fired)")
  }

  /// The Ops of a rewritten sum that have a value for each row and are no data.
  private func rowOps(_ rows: Tensor, _ data: [Tensor: NDArray]) throws -> [String] {
    let nodes = try Traversal.topologicalOrder(of: try rewrite([sum(rows)], with: .specialize(for: data)).outputs)
    return nodes.filter { !$0.operands.isEmpty && $0.resultTypes[0].shape == [Self.rowCount] }.map(\.op.name)
  }

  @Test func `costly terms of data that repeat are evaluated once for each of them`() throws {
    var numbers = TestNumbers(seed: 1)
    let data = data(&numbers)
    #expect(try rowOps(lgamma(counts + exp(a)) - weights * b, data) == ["Multiply"])
    #expect(try rowOps(lgamma(counts + groups * a), data) == [])
    #expect(
      try rowOps(select(counts .< 0, -Double.infinity, weights * a - digamma(groups * b)), data).contains("Select"))
    #expect(try !rowOps(lgamma(weights + exp(a)), data).isEmpty)
    // A product alone is not worth it.
    #expect(try rowOps(groups * a + weights * b, data).contains("Multiply"))
  }

  @Test func `a sum that stands for every row or for none keeps the number of rows`() throws {
    var numbers = TestNumbers(seed: 3)
    let data = data(&numbers)
    let term = lgamma(counts + exp(a)) - digamma(groups + exp(b))
    for rows in [select(a .> 0, -1.0, term), select(a .> 0, term, 2.0), select(counts .> 9, -1.0, term)] {
      let rewritten = try rewrite([sum(rows)], with: .specialize(for: data))
      #expect(rewritten.firings["Σ of repeated rows"] != nil)
      for value in [-0.5, 0.5] {
        let bindings = data.merging([a: NDArray(value), b: NDArray(0.3)]) { $1 }
        let (before, after) = try (evaluate(sum(rows), bindings), evaluate(rewritten.outputs[0], bindings))
        #expect((before.scalar - after.scalar).magnitude <= 1e-11 * before.scalar.magnitude)
      }
    }
  }

  @Test func `elements of a vector at data that repeat are looked up once for each of them`() throws {
    var numbers = TestNumbers(seed: 4)
    let data = data(&numbers)
    let effects = Tensor.argument("effects", .float64([5]))
    let total = sum(lgamma(exp(effects[counts]) + groups) + weights)
    let result = try rewrite(
      [total, try gradient(of: total, withRespectTo: [effects])[0]], with: .specialize(for: data))
    #expect(result.firings["Σ of repeated rows"] == 1)
    let bindings = data.merging([effects: NDArray([0.1, -0.4, 1, 0, 2])]) { $1 }
    let (before, after) = try (evaluate(total, bindings).scalar, evaluate(result.outputs[0], bindings).scalar)
    #expect((before - after).magnitude <= 1e-12 * before.magnitude)
  }

  @Test func `a row that is minus infinity, and places without a row, are minus infinity and nothing`() throws {
    var numbers = TestNumbers(seed: 2)
    var data = data(&numbers)
    let total = sum(log(groups - 0.5 + a * 0) + weights)
    var values: [Double] = []
    for group in [[0.5, 2], [1, 2]] {
      data[groups] = NDArray((0..<Self.rowCount).map { group[$0 % 2] })
      let rewritten = try rewrite([total], with: .specialize(for: data))
      #expect(rewritten.firings["Σ of repeated rows"] != nil)
      values.append(try evaluate(rewritten.outputs[0], data.merging([a: NDArray(0.0)]) { $1 }).scalar)
    }
    #expect(values[0] == -.infinity)
    #expect(values[1].isFinite)
  }
}
