// An Op is a function of its operands alone: it remembers nothing, changes nothing, and two threads may call it at once.

internal import ApusGraph
internal import ApusOps
internal import ApusSystem
internal import Synchronization

extension RuleVerifier {
  /// Evaluates Op and rule at the point, elsewhere, and at the point again, and compares all bits.
  func purityFailures(_ rules: [OperandRule]) -> [VerificationFailure] {
    let elsewhere = moved(1.03, 0.011)
    guard let function = try? BoundProgram(applied, inputs: arguments) else { return [] }
    guard let first = function.outputs(on: point) else { return [] }
    if let operand = function.firstChangedInput(from: point) {
      return [failure(operand, nil, .constant, 0, 0, 0, .mutatesOperand)]
    }
    if let failure = differing(function.outputs(on: point), from: first, .pure) { return [failure] }
    _ = function.outputs(on: elsewhere)
    if let failure = differing(function.outputs(on: point), from: first, .stateless) { return [failure] }
    return pullbackFailures(rules, function, results: first, elsewhere)
  }

  private func differing(
    _ again: [NDArray]?, from first: [NDArray], _ check: VerificationFailure.Check
  ) -> VerificationFailure? {
    guard let again else { return nil }
    // Residuals are the Op's own affair.
    for (index, result) in applied.indices.prefix(resultCount).map({ ($0, again[$0]) }) where result != first[index] {
      let (a, b) = (first[index].doubles, result.doubles)
      let place = a.indices.first { a[$0].bitPattern != b[$0].bitPattern } ?? 0
      return failure(0, nil, check, a[place], b[place], 0, .hiddenState)
    }
    return nil
  }

  private var resultCount: Int {
    applied.count - ((op as? any ResidualBearing)?.residualCount(of: arguments.map(\.type)) ?? 0)
  }

  /// The rules alone, with results and residuals from an evaluation at the point, after another evaluation elsewhere.
  private func pullbackFailures(
    _ rules: [OperandRule], _ function: BoundProgram, results: [NDArray], _ elsewhere: [NDArray]
  ) -> [VerificationFailure] {
    let stored = applied.map { Tensor.argument("result", $0.type) }
    let places = Dictionary(zip(applied, stored)) { first, _ in first }
    let inputs = point + results + seeds
    for rule in rules {
      guard let product = rule.product, let detached = try? Traversal.substitute(places, in: [product]),
        let pullback = try? BoundProgram(detached, inputs: arguments + stored + cotangents)
      else { continue }
      _ = function.outputs(on: point)
      guard let first = pullback.outputs(on: inputs) else { continue }
      if let input = pullback.firstChangedInput(from: inputs) {
        let operand = input < arguments.count ? input : rule.operand
        return [failure(operand, nil, .constant, 0, 0, 0, .mutatesOperand)]
      }
      _ = function.outputs(on: elsewhere)
      guard let again = pullback.outputs(on: inputs) else { continue }
      if again != first {
        let (a, b) = (first[0].doubles, again[0].doubles)
        let element = a.indices.first { a[$0].bitPattern != b[$0].bitPattern } ?? 0
        return [failure(rule.operand, element, .stateless, a[element], b[element], 0, .staleResiduals)]
      }
    }
    return []
  }

  /// How often one of two threads must have seen the other at work, and how long that may take. A machine without two
  /// processors to spare is known by the first time: then one thread sleeps between its evaluations, since where it wakes it
  /// interrupts the other in the middle of its own.
  private static let concurrency = (
    meetings: 128, shared: Duration.milliseconds(1), most: Duration.milliseconds(6)
  )

  /// Evaluates Op and rule on two threads at different points and compares with what one thread gives.
  func concurrencyFailure(_ rules: [OperandRule]) -> VerificationFailure? {
    let products = rules.compactMap(\.product)
    let runs = [point, moved(1.03, 0.011)].compactMap {
      ConcurrentRun(outputs, products, arguments + cotangents, $0 + seeds)
    }
    guard runs.count == 2 else { return nil }
    let progress = ConcurrentProgress()
    let (here, there) = (runs[0], runs[1])
    WorkerThread.pair {
      let start = ContinuousClock.now
      var (meetings, seen) = (0, 0)
      while progress.isRunning {
        here.run()
        let count = progress.roundCount.load(ordering: .relaxed)
        if count != seen { (meetings, seen) = (meetings + 1, count) }
        let time = ContinuousClock.now - start
        let isEnough = meetings >= Self.concurrency.meetings || time > Self.concurrency.most
        if !here.isSame || isEnough { progress.stop() } else if time > Self.concurrency.shared { usleep(20) }
      }
    } _: {
      while progress.isRunning {
        there.run()
        progress.roundCount.add(1, ordering: .relaxed)
        if !there.isSame { progress.stop() }
      }
    }
    guard let (expected, returned) = here.difference ?? there.difference else { return nil }
    return failure(0, nil, .threadSafe, expected, returned, 0, .notThreadSafe)
  }
}

/// How far two threads are.
private final class ConcurrentProgress: Sendable {
  let roundCount = Atomic<Int>(0)
  private let isStopped = Atomic<Bool>(false)

  var isRunning: Bool { !isStopped.load(ordering: .relaxed) }
  func stop() { isStopped.store(true, ordering: .relaxed) }
}

/// One thread's evaluations, which are compared with first ones that were made while no other thread ran.
private final class ConcurrentRun: @unchecked Sendable {
  /// The function alone, and with its rule: alone it is at work for a larger share of the time.
  private let programs: [(program: BoundProgram, expected: [NDArray])]
  private(set) var isSame = true
  /// The first numbers that differ.
  private(set) var difference: (expected: Double, returned: Double)?

  init?(_ outputs: [Tensor], _ products: [Tensor], _ arguments: [Tensor], _ inputs: [NDArray]) {
    programs = [outputs, outputs + products].compactMap { targets in
      guard let program = try? BoundProgram(targets, inputs: arguments), let expected = program.outputs(on: inputs)
      else { return nil }
      return (program, expected)
    }
    guard programs.count == 2 else { return nil }
  }

  /// Evaluates the function four times and its rule once.
  func run() {
    for _ in 0..<4 { evaluate(programs[0]) }
    evaluate(programs[1])
  }

  private func evaluate(_ bound: (program: BoundProgram, expected: [NDArray])) {
    bound.program.run()
    guard isSame, !bound.program.hasOutputs(bound.expected) else { return }
    isSame = false
    for (a, b) in zip(bound.expected, bound.program.outputs) {
      let pair = zip(a.doubles, b.doubles).first { $0.bitPattern != $1.bitPattern }
      if let pair {
        difference = pair
        return
      }
    }
  }
}
