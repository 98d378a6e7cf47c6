// Eight schools, non-centred: everything in line, no loop longer than a vector.

#include "limit.h"

typedef struct { Vector effects, inverse_errors; double constant; } Schools;

// Columns: effects, errors.
EXPORTED void *schools_open(const double *const *columns, const int64_t *counts) {
  (void)counts;
  Schools *data = (Schools *)new_doubles(sizeof(Schools) / sizeof(double));
  data->constant = -17 * HALF_LOG_TWO_PI - log(5.0) + log(2 / PI) - log(5.0);
  for (int i = 0; i < 8; i++) {
    data->effects[i] = columns[0][i];
    data->inverse_errors[i] = 1 / columns[1][i];
    data->constant -= log(columns[1][i]);
  }
  return data;
}

EXPORTED double schools_gradient(const void *state, const double *q, double *g) {
  const Schools *data = state;
  double mu = q[0], tau = exp(q[1]);
  Vector z;
  memcpy(&z, q + 2, sizeof z);
  Vector r = (data->effects - (mu + tau * z)) * data->inverse_errors;
  Vector slope = r * data->inverse_errors;
  double scaled = tau / 5, square = scaled * scaled;
  Vector gz = tau * slope - z;
  memcpy(g + 2, &gz, sizeof gz);
  g[0] = lane_sum(slope) - mu / 25;
  g[1] = tau * lane_sum(slope * z) + 1 - 2 * square / (1 + square);
  return data->constant - 0.5 * lane_sum(r * r + z * z) - mu * mu / 50 - log1p(square) + q[1];
}
