// Fast Fourier transforms of a power-of-two length, in the pair of orders in which no permutation is needed.

internal import RealModule

/// The transform of complex sequences of one length 2ᵏ, its two directions made for each other.
///
/// `forward` takes natural order to bit-reversed order, `backward` takes that back. What happens to the spectrum in
/// between, element by element, does not mind the order, so nothing is ever permuted. Neither direction scales.
///
/// Reference: Cooley, Tukey (1965), Math. Comp. 19, 297; Gentleman, Sande (1966), AFIPS 29, 563.
struct FourierTransform: Sendable {
  let length: Int
  /// cos(πj/h) and sin(πj/h) for j < h, for the half-lengths h = 1, 2, 4, …, one table after the other (h starts at h − 1).
  private let cosines: [Double]
  private let sines: [Double]

  /// The transform of the smallest power-of-two length that is at least `minimumLength`, and at least 2.
  init(minimumLength: Int) {
    var length = 2
    while length < minimumLength { length *= 2 }
    self.length = length
    var cosines = [Double]()
    var sines = [Double]()
    cosines.reserveCapacity(length - 1)
    sines.reserveCapacity(length - 1)
    var half = 1
    while half < length {
      for j in 0..<half {
        let angle = Double.pi * Double(j) / Double(half)
        cosines.append(Double.cos(angle))
        sines.append(Double.sin(angle))
      }
      half *= 2
    }
    self.cosines = cosines
    self.sines = sines
  }

  /// X[k] = ∑ x[n] exp(−2πi kn/N), in place, from natural to bit-reversed order.
  func forward(real: UnsafeMutablePointer<Double>, imaginary: UnsafeMutablePointer<Double>) {
    forEachBlock(descending: true) { Self.forwardButterflies(real + $0, imaginary + $0, $1, $2, $3) }
  }

  /// x[n] = ∑ X[k] exp(2πi kn/N), in place, from bit-reversed to natural order; N times the inverse of `forward`.
  func backward(real: UnsafeMutablePointer<Double>, imaginary: UnsafeMutablePointer<Double>) {
    forEachBlock(descending: false) { Self.backwardButterflies(real + $0, imaginary + $0, $1, $2, $3) }
  }

  /// Calls `body` with the start of each block of each half-length, the half-length, and its cosines and sines.
  @inline(__always)
  private func forEachBlock(
    descending: Bool,
    _ body: (_ start: Int, _ half: Int, _ c: UnsafePointer<Double>, _ s: UnsafePointer<Double>) -> Void
  ) {
    let levelCount = length.trailingZeroBitCount
    cosines.withUnsafeBufferPointer { cosines in
      sines.withUnsafeBufferPointer { sines in
        guard let c = cosines.baseAddress, let s = sines.baseAddress else { return }
        for level in 0..<levelCount {
          let half = 1 << (descending ? levelCount - 1 - level : level)
          for start in stride(from: 0, to: length, by: 2 * half) { body(start, half, c + half - 1, s + half - 1) }
        }
      }
    }
  }

  /// (a, b) → (a + b, (a − b) w̄) for the two halves of a block.
  @inline(__always)
  private static func forwardButterflies(
    _ real: UnsafeMutablePointer<Double>, _ imaginary: UnsafeMutablePointer<Double>, _ half: Int,
    _ c: UnsafePointer<Double>, _ s: UnsafePointer<Double>
  ) {
    if half < 4 {
      for j in 0..<half {
        let (differenceReal, differenceImaginary) =
          (real[j] - real[j + half], imaginary[j] - imaginary[j + half])
        real[j] += real[j + half]
        imaginary[j] += imaginary[j + half]
        real[j + half] = differenceReal * c[j] + differenceImaginary * s[j]
        imaginary[j + half] = differenceImaginary * c[j] - differenceReal * s[j]
      }
      return
    }
    for j in stride(from: 0, to: half, by: 4) {
      let (aReal, aImaginary) = (load(real, j), load(imaginary, j))
      let (bReal, bImaginary) = (load(real, j + half), load(imaginary, j + half))
      let (wReal, wImaginary) = (load(c, j), load(s, j))
      let (differenceReal, differenceImaginary) = (aReal - bReal, aImaginary - bImaginary)
      store(aReal + bReal, real, j)
      store(aImaginary + bImaginary, imaginary, j)
      store(differenceReal * wReal + differenceImaginary * wImaginary, real, j + half)
      store(differenceImaginary * wReal - differenceReal * wImaginary, imaginary, j + half)
    }
  }

  /// (a, b) → (a + bw, a − bw) for the two halves of a block.
  @inline(__always)
  private static func backwardButterflies(
    _ real: UnsafeMutablePointer<Double>, _ imaginary: UnsafeMutablePointer<Double>, _ half: Int,
    _ c: UnsafePointer<Double>, _ s: UnsafePointer<Double>
  ) {
    if half < 4 {
      for j in 0..<half {
        let turnedReal = real[j + half] * c[j] - imaginary[j + half] * s[j]
        let turnedImaginary = imaginary[j + half] * c[j] + real[j + half] * s[j]
        real[j + half] = real[j] - turnedReal
        imaginary[j + half] = imaginary[j] - turnedImaginary
        real[j] += turnedReal
        imaginary[j] += turnedImaginary
      }
      return
    }
    for j in stride(from: 0, to: half, by: 4) {
      let (aReal, aImaginary) = (load(real, j), load(imaginary, j))
      let (bReal, bImaginary) = (load(real, j + half), load(imaginary, j + half))
      let (wReal, wImaginary) = (load(c, j), load(s, j))
      let turnedReal = bReal * wReal - bImaginary * wImaginary
      let turnedImaginary = bImaginary * wReal + bReal * wImaginary
      store(aReal + turnedReal, real, j)
      store(aImaginary + turnedImaginary, imaginary, j)
      store(aReal - turnedReal, real, j + half)
      store(aImaginary - turnedImaginary, imaginary, j + half)
    }
  }

  @inline(__always)
  private static func load(_ base: UnsafePointer<Double>, _ index: Int) -> SIMD4<Double> {
    UnsafeRawPointer(base + index).loadUnaligned(as: SIMD4<Double>.self)
  }

  @inline(__always)
  private static func store(_ value: SIMD4<Double>, _ base: UnsafeMutablePointer<Double>, _ index: Int) {
    UnsafeMutableRawPointer(base + index).storeBytes(of: value, as: SIMD4<Double>.self)
  }
}
