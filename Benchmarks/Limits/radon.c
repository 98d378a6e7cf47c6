// Varying intercepts and slopes: a loop over houses that gathers the county's line, and one that scatters the residuals.
//
// This is the limit of what leaves the data in their order; radon_sorted.c does not. Residuals are added to four copies of each county's sums in turn, so that houses of one county do not wait for each other.

#include "limit.h"

typedef double Pair __attribute__((vector_size(16)));
enum { COPIES = 4 };

typedef struct {
  size_t houses, padded, counties;
  int32_t *county;
  double *y, *floor, *uranium, *residual, *fitted;
  Pair *lines, *sums;
} Radon;

static double *padded_copy(const double *values, size_t count) {
  double *copy = new_doubles(count);
  memcpy(copy, values, count * sizeof(double));
  return copy;
}

// Columns: y, floor, log uranium, county from 0; one number, how many counties there are.
EXPORTED void *radon_open(const double *const *columns, const int64_t *counts) {
  Radon *data = malloc(sizeof *data);
  data->houses = counts[0];
  data->padded = rounded_up(data->houses, LANES);
  data->counties = (size_t)columns[4][0];
  data->y = padded_copy(columns[0], data->houses);
  data->floor = padded_copy(columns[1], data->houses);
  data->uranium = padded_copy(columns[2], data->houses);
  data->residual = new_doubles(data->houses);
  data->fitted = new_doubles(data->houses);
  data->county = calloc(data->padded, sizeof *data->county);
  for (size_t i = 0; i < data->houses; i++) data->county[i] = (int32_t)columns[3][i];
  data->lines = (Pair *)new_doubles(data->counties * 2);
  data->sums = (Pair *)new_doubles(data->counties * 2 * COPIES);
  return data;
}

EXPORTED double radon_gradient(const void *state, const double *q, double *g) {
  const Radon *data = state;
  size_t n = data->houses, J = data->counties;
  double mu_a = q[0], mu_b = q[1], gamma = q[2];
  double sigma_a = exp(q[3]), sigma_b = exp(q[4]), sigma_y = exp(q[5]);
  const double *z_a = q + 6, *z_b = q + 6 + J;
  double *restrict g_a = g + 6, *restrict g_b = g + 6 + J;
  Pair *restrict lines = data->lines, *restrict sums = data->sums;
  const int32_t *restrict county = data->county;
  const double *restrict y = data->y, *restrict floor = data->floor, *restrict u = data->uranium;
  double *restrict residual = data->residual, *restrict fitted = data->fitted;

  for (size_t j = 0; j < J; j++) lines[j] = (Pair){mu_a + sigma_a * z_a[j], mu_b + sigma_b * z_b[j]};
  for (size_t i = 0; i < n; i++) {
    Pair line = lines[county[i]];
    fitted[i] = line[0] + line[1] * floor[i];
  }
  double squares = 0, uranium = 0;
  for (size_t i = 0; i < n; i++) {
    double r = y[i] - (fitted[i] + gamma * u[i]);
    residual[i] = r;
    squares += r * r;
    uranium += r * u[i];
  }
  memset(sums, 0, J * COPIES * sizeof(Pair));
#pragma GCC unroll 4
  for (size_t i = 0; i < n; i++) {
    double r = residual[i];
    sums[COPIES * county[i] + i % COPIES] += (Pair){r, r * floor[i]};
  }
  double weight = 1 / (sigma_y * sigma_y);
  double a = 0, b = 0, az = 0, bz = 0, zz = 0;
  for (size_t j = 0; j < J; j++) {
    const Pair *copies = sums + COPIES * j;
    Pair sum = ((copies[0] + copies[1]) + (copies[2] + copies[3])) * weight;
    a += sum[0];
    b += sum[1];
    az += sum[0] * z_a[j];
    bz += sum[1] * z_b[j];
    zz += z_a[j] * z_a[j] + z_b[j] * z_b[j];
    g_a[j] = sigma_a * sum[0] - z_a[j];
    g_b[j] = sigma_b * sum[1] - z_b[j];
  }
  g[0] = a;
  g[1] = b;
  g[2] = uranium * weight;
  g[3] = sigma_a * az;
  g[4] = sigma_b * bz;
  g[5] = squares * weight - (double)n;
  double value = -0.5 * squares * weight - (double)n * (q[5] + HALF_LOG_TWO_PI);
  value -= 0.5 * zz + 2 * (double)J * HALF_LOG_TWO_PI;
  for (int i = 0; i < 3; i++) value += normal(q[i], 0, 5, &g[i]);
  value += half_normal_of_log(q[3], sigma_a, 1, &g[3]);
  value += half_normal_of_log(q[4], sigma_b, 1, &g[4]);
  return value + half_normal_of_log(q[5], sigma_y, 1, &g[5]);
}
