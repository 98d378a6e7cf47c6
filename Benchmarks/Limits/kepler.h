// Kepler's equation without branches, for loops that the compiler turns into vectors: Markley's starter, one step of fifth
// order, and the sine and cosine of the result by rotation.
//
// Reference: Markley 1995, Celest. Mech. Dyn. Astron. 63, 101.

#ifndef KEPLER_H
#define KEPLER_H

#include "limit.h"

static inline uint64_t bits_of(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

static inline double double_of(uint64_t bits) {
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

// The cube root of x > 0 to 2e-5: a third of the exponent and mantissa as one integer, then one step of Halley's.
static inline double rough_cube_root(double x) {
  double d = double_of((bits_of(x) >> 12) | 0x4330000000000000) - 0x1p52;
  double third = d * (1.0 / 3) + (2.0 / 3 * 1023 - 0.0352) * 0x1p40;
  double y = double_of((bits_of(third + 0x1p52) - 0x4330000000000000) << 12);
  double cube = y * y * y;
  return y * ((2 * x + cube) / (2 * cube + x));
}

// sin f, cos f and 1/(1 − e cos E) of the mean anomaly m.
static inline void kepler(double m, double e, double *sin_f, double *cos_f, double *inverse_radius) {
  m -= rint(m * (0.5 / PI)) * (2 * PI);
  double M = fabs(m), complement = 1 - e;
  double alpha = (3 * PI * PI + 1.6 * PI * (PI - M) / (1 + e)) / (PI * PI - 6);
  double d = 3 * complement + alpha * e, ad = alpha * d, M2 = M * M;
  double q = 2 * ad * complement - M2, r = M * (3 * ad * (d - complement) + M2);
  double discriminant = q * q * q + r * r;
  double root = rough_cube_root(r + sqrt(discriminant > 0 ? discriminant : 0) + 1e-300), w = root * root;
  double denominator = w * (w + q) + q * q;
  double E = (2 * r * w + M * denominator) / (denominator * d);
  E = E < 0 ? 0 : E > PI ? PI : E;

  // Sine and versine of E in [0, π] by quadrants.
  double quadrant = rint(E * (2 / PI)), x = E - quadrant * (PI / 2), z = x * x;
  double minus_cubic = -1.66666666666666324348e-01 + z * (8.33333333332248946124e-03 + z * (-1.98412698298579493134e-04
    + z * (2.75573137070700676789e-06 + z * (-2.50507602534068634195e-08 + z * 1.58969099521155010221e-10))));
  double quartic = 4.16666666666666019037e-02 + z * (-1.38888888888741095749e-03 + z * (2.48015872894767294178e-05
    + z * (-2.75573143513906633035e-07 + z * (2.08757232129817482790e-09 - z * 1.13596475577881948265e-11))));
  double excess = z * x * minus_cubic, sin_x = x + excess, versine_x = 0.5 * z - z * z * quartic;
  int first = quadrant < 0.5, second = quadrant < 1.5;
  double s = first ? sin_x : second ? 1 - versine_x : -sin_x;
  double versine = first ? versine_x : second ? 1 + sin_x : 2 - versine_x;
  double difference = first ? -excess : E - s;

  double f0 = e * difference + complement * E - M, f1 = complement + e * versine;
  double f2 = 0.5 * e * s, f3 = e * (1 - versine) * (1.0 / 6), f4 = -e * s * (1.0 / 24);
  // Corrections n3/m3 and n4/m4 as fractions: one quotient in all.
  double n3 = -f0 * f1, m3 = f1 * f1 - f0 * f2, square3 = m3 * m3;
  double n4 = -f0 * square3, m4 = f1 * square3 + n3 * (f2 * m3 + n3 * f3), square4 = m4 * m4, cube4 = square4 * m4;
  double d5 = -f0 * cube4 / (f1 * cube4 + n4 * (f2 * square4 + n4 * (f3 * m4 + n4 * f4)));
  double y = d5 * d5;
  double sin_d = d5 * (1 + y * (-1.0 / 6 + y * (1.0 / 120 - y * (1.0 / 5040))));
  double versine_d = y * (0.5 + y * (-1.0 / 24 + y * (1.0 / 720 - y * (1.0 / 40320))));
  double c = 1 - versine;
  double sin_E = s + (c * sin_d - s * versine_d);
  double versine_E = versine + (c * versine_d + s * sin_d);
  double inverse = 1 / (complement + e * versine_E);
  *cos_f = (complement - versine_E) * inverse;
  *sin_f = copysign(sqrt(complement * (1 + e)) * sin_E * inverse, m);
  *inverse_radius = inverse;
}

#endif
