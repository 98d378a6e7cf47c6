// What the hand-written gradients share: constants, vectors of eight numbers, memory, the normal density.
//
// Each model NAME has two functions. NAME_open takes columns of data with their lengths and lays them out as it likes;
// NAME_gradient gives the log density at a position on the unconstrained space and writes its gradient.

#ifndef LIMIT_H
#define LIMIT_H

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define EXPORTED __attribute__((visibility("default")))
#define HALF_LOG_TWO_PI 0.91893853320467274178
#define PI 3.14159265358979323846

// Eight doubles: one register of AVX-512, two of AVX2, four of NEON.
typedef double Vector __attribute__((vector_size(64)));
enum { LANES = 8 };

static inline size_t rounded_up(size_t count, size_t multiple) { return (count + multiple - 1) / multiple * multiple; }

// Zeroed memory for doubles, aligned to 64 bytes, with a multiple of eight of them.
static inline double *new_doubles(size_t count) {
  size_t bytes = rounded_up(count > 0 ? count : 1, LANES) * sizeof(double);
  double *memory = aligned_alloc(64, bytes);
  memset(memory, 0, bytes);
  return memory;
}

static inline double lane_sum(Vector v) {
  double sum = 0;
  for (int i = 0; i < LANES; i++) sum += v[i];
  return sum;
}

// The log density of N(mean, sd) at x; adds its derivative in x to *derivative.
static inline double normal(double x, double mean, double sd, double *derivative) {
  double z = (x - mean) / sd;
  *derivative -= z / sd;
  return -0.5 * z * z - log(sd) - HALF_LOG_TWO_PI;
}

// The log density of HalfNormal(scale) at x = exp(u) with the log-Jacobian u; adds the derivative in u to *derivative.
static inline double half_normal_of_log(double u, double x, double scale, double *derivative) {
  double z = x / scale;
  *derivative += 1 - z * z;
  return u - 0.5 * z * z - log(scale) + 0.69314718055994530942 - HALF_LOG_TWO_PI;
}

#endif
