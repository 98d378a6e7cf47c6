// What a model's draws depend on, as texts that a store compares.

internal import ApusData
internal import ApusGraph
internal import ApusInference
internal import ApusStore
internal import ApusText

extension Model {
  /// The facts by which a store knows a run: the model's text without data, the data by their digests, and the settings.
  ///
  /// What a user's routine computes is not among them: the text has its name alone.
  func identity(of request: SamplingRequest, keepsUnconstrained: Bool) throws(ModelError) -> RunIdentity {
    let text: String
    do { text = try ModelText(textModel, arrays: .beside).text } catch { throw .graph(error) }
    // Data have facts of their own, so that it can be said whether a model or its data are others.
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("data ") }
    let facts = [
      RunIdentity.Fact("Apus's version", ApusRelease.version),
      RunIdentity.Fact("the model", lines.joined(separator: "\n")),
    ]
    let values = data.map { data in
      let digest = data.value.withUnsafeBytes { ArrayBytes.digest(of: Array($0)) }
      return RunIdentity.Fact("the data '\(data.name)'", "\(data.value.type) \(digest)")
    }
    let start = request.start.map { ArrayBytes.digest(of: Array("\($0)".utf8)) } ?? "the model's own"
    return RunIdentity(
      facts + values + [
        RunIdentity.Fact("the sampler", "\(request.sampler)"),
        RunIdentity.Fact("the warm-up's length", "\(request.warmup)"),
        RunIdentity.Fact("the number of chains", "\(request.chains)"), RunIdentity.Fact("the seed", "\(request.seed)"),
        RunIdentity.Fact("the start", start),
        RunIdentity.Fact("what evaluates the density", request.backend.resolved.rawValue),
        RunIdentity.Fact("whether unconstrained draws are kept", keepsUnconstrained ? "yes" : "no"),
      ])
  }
}

extension RunStore {
  /// The seed of the run in the store; nil where there is none.
  var seed: UInt64? {
    guard let identity = try? StoreReader(path).identity() else { return nil }
    return identity["the seed"].flatMap { UInt64($0) }
  }
}
