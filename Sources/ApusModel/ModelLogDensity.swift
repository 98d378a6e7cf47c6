// The bridge to the samplers: the model's log density and gradient on flat buffers, without allocation.

internal import ApusGraph
public import ApusInference
internal import ApusInterpreter

/// A model's log density with its gradient, as samplers see it.
public struct ModelLogDensity: LogDensity {
  /// The place of each parameter in the position.
  public let layout: PositionLayout
  private let function: CompiledFunction
  private let terms: CompiledFunction
  private let termNames: [String]
  private let arguments: [Tensor]

  /// The number of coordinates.
  public var dimension: Int { layout.count }

  init(_ model: Model, gradients: [Tensor]) throws(ModelError) {
    function = try CompiledFunction([model.logDensity()] + gradients, of: model)
    let parts = model.logDensityTerms()
    terms = try CompiledFunction(parts.map(\.value), of: model)
    termNames = parts.map { "\($0.source.rawValue) of '\($0.name)'" }
    layout = function.layout
    arguments = model.unconstrainedArguments
  }

  /// An evaluator for one chain.
  ///
  /// - Throws: ``SamplingError`` where data are not bound.
  public func makeEvaluator() throws(SamplingError) -> any LogDensityEvaluator {
    do { return ModelEvaluator(try function.makeEvaluator(), layout, arguments) } catch {
      throw .evaluatorUnavailable("\(error)")
    }
  }

  /// The terms of the density that are not finite at a position, with their first bad element.
  public func diagnose(at position: UnsafeBufferPointer<Double>) -> String? {
    guard let values = try? terms(Array(position)) else { return nil }
    let bad = zip(termNames, values).compactMap { name, value -> String? in
      guard let index = value.doubles.firstIndex(where: { !$0.isFinite }) else { return nil }
      let place = value.shape.isScalar ? "" : " at element \(index)"
      return "the \(name) is \(value.doubles[index])\(place)"
    }
    if !bad.isEmpty { return bad.joined(separator: "; ") }
    guard let gradients = try? function(Array(position)).dropFirst() else { return nil }
    let names = zip(layout.entries, gradients).filter { !$1.doubles.allSatisfy(\.isFinite) }.map(\.0.name)
    return names.isEmpty
      ? nil : "the gradient with respect to \(names.map { "'\($0)'" }.joined(separator: ", ")) is not finite"
  }
}

/// The evaluator of one chain.
private final class ModelEvaluator: LogDensityEvaluator {
  private let evaluator: Evaluator
  /// Each parameter's place in the position, and its argument's buffer where the density uses it.
  private let inputs: [(offset: Int, count: Int, buffer: UnsafeMutablePointer<Double>)]
  private let gradients: [(offset: Int, count: Int, buffer: UnsafePointer<Double>)]
  private let value: UnsafePointer<Double>

  init(_ evaluator: Evaluator, _ layout: PositionLayout, _ arguments: [Tensor]) {
    self.evaluator = evaluator
    inputs = zip(layout.entries, arguments).compactMap { entry, argument in
      guard entry.count > 0, let view = evaluator.buffer(ofVarying: argument) else { return nil }
      return (entry.offset, entry.count, view.base.assumingMemoryBound(to: Double.self))
    }
    value = evaluator.output(0).base.assumingMemoryBound(to: Double.self)
    gradients = layout.entries.enumerated().compactMap { index, entry in
      guard entry.count > 0 else { return nil }
      return (entry.offset, entry.count, evaluator.output(index + 1).base.assumingMemoryBound(to: Double.self))
    }
  }

  func valueAndGradient(
    at position: UnsafeBufferPointer<Double>, gradient: UnsafeMutableBufferPointer<Double>
  ) -> Double {
    guard let source = position.baseAddress, let target = gradient.baseAddress else {
      return (try? evaluator.run()) == nil ? .nan : value.pointee
    }
    for input in inputs { input.buffer.update(from: source + input.offset, count: input.count) }
    guard (try? evaluator.run()) != nil else { return .nan }
    for output in gradients { (target + output.offset).update(from: output.buffer, count: output.count) }
    return value.pointee
  }
}
