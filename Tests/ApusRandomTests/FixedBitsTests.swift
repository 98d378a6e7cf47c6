// The bits of every sampler's first draws, so that no change of an algorithm goes unseen: stored runs must stay repeatable.

import ApusRandom
import Testing

@Suite struct FixedBitsTests {
  /// The checksum of 2,000 draws of each sampler from seed 42.
  static let checksums: [String: UInt64] = [
    "beta": 0xAB14_17DF_5ED6_2244,
    "binomial": 0x0594_1E11_586C_DF65,
    "cauchy": 0x7793_C4D5_3A0E_6C38,
    "gamma": 0x03B4_A78E_3FB0_11CA,
    "logGamma": 0x9B9C_55CD_C82C_1746,
    "openUniform": 0x8602_2988_2A56_B457,
    "poisson": 0x1181_74BB_986C_DF65,
    "standardExponential": 0x349E_9E34_DAB9_1F40,
    "standardNormal": 0x005E_75F5_D7EC_E26A,
    "studentT": 0x2FE3_8D3E_8811_358D,
    "uniform": 0x0408_9DDB_6C53_B1A0,
    "vonMises": 0x1CFB_F2F3_B084_1773,
  ]

  @Test func `the draws of every sampler are those of the first release, bit for bit`() throws {
    for name in SamplerTests.samplers.keys.sorted() {
      let parameters = try RandomReference.shared.get().samplers.filter { $0.sampler == name }.map(\.parameters)
      let sampler = try #require(SamplerTests.samplers[name])
      var generator = Philox4x64(seed: 42)
      var checksum: UInt64 = 0xCBF2_9CE4_8422_2325
      for index in 0..<2000 {
        let value = sampler(parameters[index % parameters.count], &generator)
        checksum = (checksum ^ value.bitPattern) &* 0x100_0000_01B3
      }
      #expect(Self.checksums[name] == checksum, #""\#(name)": 0x\#(String(checksum, radix: 16)),"#)
    }
  }
}
