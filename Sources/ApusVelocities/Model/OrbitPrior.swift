// Priors of orbits as people write them: `uniform(0, 500)`, `normal(4.2308, 0.001)`, `kipping`.

internal import ApusDistributions
internal import ApusGraph
internal import ApusModel
internal import ApusNumerics
internal import ApusOps
internal import RealModule

/// The prior of one number.
public enum OrbitPrior: Sendable, Hashable {
  /// Uniform between two bounds.
  case uniform(Double, Double)
  /// Uniform in the logarithm between two positive bounds.
  case logUniform(Double, Double)
  /// Normal with a mean and a standard deviation.
  case normal(Double, Double)
  /// The logarithm is normal, with a median and the standard deviation of the logarithm.
  case logNormal(Double, Double)
  /// The positive half of a normal distribution around 0, with its standard deviation.
  case halfNormal(Double)
  /// Uniform far below a knee and log-uniform far above it, between 0 and a maximum: density ∝ 1/(knee + x) (Gregory 2005).
  case modifiedLogUniform(knee: Double, maximum: Double)
  /// The beta distribution on 0 … 1.
  case beta(Double, Double)
  /// A given value.
  case fixed(Double)

  /// The eccentricities of planets found by radial velocities: beta(0.867, 3.03) (Kipping 2013).
  public static let kipping = OrbitPrior.beta(0.867, 3.03)

  /// A prior from its text, such as `uniform(0, 500)`; nil where it is none.
  ///
  /// Names: uniform, loguniform, normal, lognormal, halfnormal, modloguniform, beta, kipping; a number is a fixed value.
  public init?(_ text: String) {
    let compact = text.lowercased().filter { !$0.isWhitespace }
    if let value = Double(compact) {
      guard value.isFinite else { return nil }
      self = .fixed(value)
      return
    }
    let parts = compact.split(separator: "(", maxSplits: 1, omittingEmptySubsequences: false)
    let name = parts[0].filter { $0 != "-" && $0 != "_" }
    var numbers: [Double] = []
    if parts.count == 2 {
      guard parts[1].hasSuffix(")") else { return nil }
      for part in parts[1].dropLast().split(separator: ",", omittingEmptySubsequences: false) {
        guard let number = Double(part), number.isFinite else { return nil }
        numbers.append(number)
      }
    }
    switch (name, numbers.count) {
    case ("uniform", 0): self = .uniform(0, 1)
    case ("uniform", 2): self = .uniform(numbers[0], numbers[1])
    case ("loguniform", 2), ("jeffreys", 2): self = .logUniform(numbers[0], numbers[1])
    case ("normal", 2), ("gaussian", 2): self = .normal(numbers[0], numbers[1])
    case ("lognormal", 2): self = .logNormal(numbers[0], numbers[1])
    case ("halfnormal", 1): self = .halfNormal(numbers[0])
    case ("modloguniform", 2), ("modjeffreys", 2): self = .modifiedLogUniform(knee: numbers[0], maximum: numbers[1])
    case ("beta", 2): self = .beta(numbers[0], numbers[1])
    case ("kipping", 0): self = .kipping
    case ("fixed", 1): self = .fixed(numbers[0])
    default: return nil
    }
    if !isValid { return nil }
  }

  /// Whether the parameters are those of a distribution.
  public var isValid: Bool {
    switch self {
    case .uniform(let low, let high): low < high
    case .logUniform(let low, let high): low > 0 && low < high
    case .normal(_, let deviation): deviation > 0
    case .logNormal(let median, let deviation): median > 0 && deviation > 0
    case .halfNormal(let deviation): deviation > 0
    case .modifiedLogUniform(let knee, let maximum): knee > 0 && maximum > 0
    case .beta(let a, let b): a > 0 && b > 0
    case .fixed(let value): value.isFinite
    }
  }

  /// The prior of the number plus a shift; nil for a prior of positive numbers.
  func shifted(by shift: Double) -> OrbitPrior? {
    switch self {
    case .uniform(let low, let high): .uniform(low + shift, high + shift)
    case .normal(let mean, let deviation): .normal(mean + shift, deviation)
    case .fixed(let value): .fixed(value + shift)
    default: nil
    }
  }

  /// The value, where it is given.
  public var fixedValue: Double? { if case .fixed(let value) = self { value } else { nil } }

  /// The probability of less than a value.
  public func cumulative(_ x: Double) -> Double {
    func normal(_ z: Double) -> Double { 0.5 * Double.erfc(-z / 2.0.squareRoot()) }
    switch self {
    case .uniform(let low, let high): return min(1, max(0, (x - low) / (high - low)))
    case .logUniform(let low, let high):
      return x <= low ? 0 : min(1, .log(x / low) / .log(high / low))
    case .normal(let mean, let deviation): return normal((x - mean) / deviation)
    case .logNormal(let median, let deviation): return x <= 0 ? 0 : normal(.log(x / median) / deviation)
    case .halfNormal(let deviation): return x <= 0 ? 0 : Double.erf(x / deviation / 2.0.squareRoot())
    case .modifiedLogUniform(let knee, let maximum):
      return x <= 0 ? 0 : min(1, .log(onePlus: x / knee) / .log(onePlus: maximum / knee))
    case .beta(let a, let b): return x <= 0 ? 0 : x >= 1 ? 1 : Special.regularizedBeta(a, b, x)
    case .fixed(let value): return x < value ? 0 : 1
    }
  }
}

extension OrbitPrior: CustomStringConvertible {
  /// The text that ``init(_:)`` reads.
  public var description: String {
    switch self {
    case .uniform(let low, let high): "uniform(\(Self.short(low)), \(Self.short(high)))"
    case .logUniform(let low, let high): "loguniform(\(Self.short(low)), \(Self.short(high)))"
    case .normal(let mean, let deviation): "normal(\(Self.short(mean)), \(Self.short(deviation)))"
    case .logNormal(let median, let deviation): "lognormal(\(Self.short(median)), \(Self.short(deviation)))"
    case .halfNormal(let deviation): "halfnormal(\(Self.short(deviation)))"
    case .modifiedLogUniform(let knee, let maximum): "modloguniform(\(Self.short(knee)), \(Self.short(maximum)))"
    case .beta(0.867, 3.03): "kipping"
    case .beta(let a, let b): "beta(\(Self.short(a)), \(Self.short(b)))"
    case .fixed(let value): "\(Self.short(value))"
    }
  }

  /// A number to seven digits, without zeros at the end.
  static func short(_ value: Double) -> String {
    guard value != 0, value.isFinite else { return "\(value)" }
    let exponent = Double.log10(value.magnitude).rounded(.down)
    guard exponent > -5, exponent < 12 else { return "\(value)" }
    let scale = Double.pow(10, 6 - exponent)
    let rounded = (value * scale).rounded() / scale
    return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
  }
}
