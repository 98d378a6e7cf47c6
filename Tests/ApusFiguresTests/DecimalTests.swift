// Decimal numbers as text.

import ApusFigures
import ApusTestSupport
import Testing

@Suite struct DecimalTests {
  @Test func `numbers have the decimals that the exponent says`() {
    #expect(Decimal(mantissa: 12345, exponent: -2).text == "123.45")
    #expect(Decimal(mantissa: -5, exponent: -3).text == "−0.005")
    #expect(Decimal(mantissa: 0, exponent: -2).text == "0.00")
    #expect(Decimal(mantissa: 0, exponent: 3).text == "0")
    #expect(Decimal(mantissa: 245, exponent: 4).text == "2450000")
    #expect(Decimal(mantissa: 7, exponent: 0).text == "7")
  }

  @Test func `text and value are one number`() {
    var numbers = TestNumbers(seed: 1)
    for _ in 0..<500 {
      let number = Decimal(
        mantissa: numbers.integer(below: 2_000_001) - 1_000_000, exponent: numbers.integer(below: 30) - 15)
      #expect(Double(number.text.replacing("−", with: "-")) == number.value)
    }
  }

  @Test func `significant digits`() {
    #expect(Decimal.significant(75.7649, digits: 4) == "75.76")
    #expect(Decimal.significant(1201.07, digits: 4) == "1201")
    #expect(Decimal.significant(123_456, digits: 4) == "123456")
    #expect(Decimal.significant(0.99996, digits: 4) == "1.000")
    #expect(Decimal.significant(0.00123456, digits: 3) == "0.00123")
    #expect(Decimal.significant(-1.23456e-9, digits: 3) == "−1.23 × 10⁻⁹")
    #expect(Decimal.significant(6.02214e23, digits: 4) == "6.022 × 10²³")
    #expect(Decimal.significant(0, digits: 3) == "0")
    #expect(Decimal.significant(.nan, digits: 3) == "–")
    #expect(Decimal.significant(-.infinity, digits: 3) == "−∞")
  }

  @Test func `the leading exponent is exact at powers of ten`() {
    for exponent in -300...300 {
      let power = Decimal(mantissa: 1, exponent: exponent).value
      #expect(Decimal.leadingExponent(power) == exponent)
      #expect(Decimal.leadingExponent(power.nextDown) == exponent - 1)
    }
  }
}
