// Sine, cosine and tangent in emitted code: one reduction and one pair of polynomials for all three.
//
// |x| = q π/2 + r + δ; sin(r + δ) = r + (r³ S(r²) + δ cos r) and cos(r + δ) = 1 − r²/2 + (r⁴ C(r²) − r δ), where 1 − r²/2 is
// kept with what its rounding lost. S and C are near-minimax on |r| ≤ π/4 (Scripts/reference/native-elementary.py prints
// them), wrong by at most 2⁻⁵⁵ of the sine and 2⁻⁶⁰ of the cosine.

extension IRBuilder {
  /// sin x for x in radians; below 1 ulp for all finite numbers. NaN for ±∞ and NaN, ±0 for ±0.
  package mutating func sine(_ x: IRValue) -> IRValue { sineAndCosine(x)[0] }

  /// cos x for x in radians; below 1 ulp for all finite numbers. NaN for ±∞ and NaN.
  package mutating func cosine(_ x: IRValue) -> IRValue { sineAndCosine(x)[1] }

  /// tan x for x in radians; below 2.5 ulp for all finite numbers. NaN for ±∞ and NaN, ±0 for ±0.
  package mutating func tangent(_ x: IRValue) -> IRValue {
    let parts = sineAndCosine(x)
    return divide(parts[0], parts[1])
  }

  private mutating func sineAndCosine(_ x: IRValue) -> [IRValue] {
    sharing("sincos", x) { b in
      let (r, low, quadrant) = b.reducedAngle(x)
      let z = b.multiply(r, r)
      let one = b.constant(1)
      let halfSquare = b.multiply(b.constant(0.5), z)
      let nearby = b.subtract(one, halfSquare)
      let lost = b.subtract(b.subtract(one, nearby), halfSquare)
      let tail = b.fma(b.multiply(z, z), b.polynomial(z, Self.cosineExcess), b.fma(b.negate(r), low, lost))
      let cosine = b.add(nearby, tail)
      let cube = b.multiply(z, r)
      let sine = b.add(r, b.fma(cube, b.polynomial(z, Self.sineExcess), b.multiply(low, nearby)))

      let signBit = b.integer(Int.min)
      let isOdd = b.compare(IntegerComparison.notEqual, b.and(quadrant, b.integer(1)), b.integer(0))
      let sineSign = b.and(b.xor(b.shiftLeft(quadrant, 62), b.bits(x)), signBit)
      let cosineSign = b.and(b.shiftLeft(b.integerAdd(quadrant, b.integer(1)), 62), signBit)
      return [
        b.number(withBits: b.xor(b.bits(b.select(isOdd, cosine, sine)), sineSign)),
        b.number(withBits: b.xor(b.bits(b.select(isOdd, sine, cosine)), cosineSign)),
      ]
    }
  }

  /// (sin(r)/r − 1)/r² in r².
  private static let sineExcess: [Double] = [
    -0x1.5555555555555p-3, 0x1.1111111110bb1p-7, -0x1.a01a019e8357dp-13, 0x1.71de37961e4c6p-19, -0x1.ae600a926c89ap-26,
    0x1.5e0af186af739p-33,
  ]

  /// (cos r − 1 + r²/2)/r⁴ in r².
  private static let cosineExcess: [Double] = [
    0x1.5555555555555p-5, -0x1.6c16c16c16966p-10, 0x1.a01a019f4e867p-16, -0x1.27e4fa17a41b4p-22, 0x1.1eeb68b109173p-29,
    -0x1.907d7aebd5e3dp-37,
  ]
}
