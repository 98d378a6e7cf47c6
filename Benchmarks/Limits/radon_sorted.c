// Varying intercepts and slopes without gathers or scattered sums: houses are sorted by county once, each county's padded
// to whole vectors, so that its line is a broadcast and its sums stay in registers. `bench gradient radon --limit
// radon_sorted` takes it.

#include "limit.h"

typedef struct {
  size_t houses, counties;
  int32_t *starts; // of each county, and the end, in vectors
  // Where a lane has no house all four are 0, and so is its residual.
  Vector *one, *y, *floor, *uranium;
} Radon;

// Columns: y, floor, log uranium, county from 0; one number, how many counties there are.
EXPORTED void *radon_sorted_open(const double *const *columns, const int64_t *counts) {
  Radon *data = malloc(sizeof *data);
  size_t houses = data->houses = counts[0], J = data->counties = (size_t)columns[4][0];
  data->starts = calloc(J + 1, sizeof *data->starts);
  Vector **arrays[] = {&data->one, &data->y, &data->floor, &data->uranium};
  for (int k = 0; k < 4; k++) *arrays[k] = (Vector *)new_doubles(houses + J * LANES);
  size_t place = 0;
  for (size_t j = 0; j < J; j++) {
    for (size_t i = 0; i < houses; i++) {
      if ((size_t)columns[3][i] != j) continue;
      ((double *)data->one)[place] = 1;
      ((double *)data->y)[place] = columns[0][i];
      ((double *)data->floor)[place] = columns[1][i];
      ((double *)data->uranium)[place++] = columns[2][i];
    }
    place = rounded_up(place, LANES);
    data->starts[j + 1] = (int32_t)(place / LANES);
  }
  return data;
}

EXPORTED double radon_sorted_gradient(const void *state, const double *q, double *g) {
  const Radon *data = state;
  size_t J = data->counties;
  double n = (double)data->houses, mu_a = q[0], mu_b = q[1], gamma = q[2];
  double sigma_a = exp(q[3]), sigma_b = exp(q[4]), sigma_y = exp(q[5]), weight = 1 / (sigma_y * sigma_y);
  const double *z_a = q + 6, *z_b = q + 6 + J;
  double *restrict g_a = g + 6, *restrict g_b = g + 6 + J;
  const Vector *restrict one = data->one, *restrict y = data->y;
  const Vector *restrict floor = data->floor, *restrict uranium = data->uranium;
  Vector squares = {0}, uraniums = {0};
  for (size_t j = 0; j < J; j++) {
    double a = mu_a + sigma_a * z_a[j], b = mu_b + sigma_b * z_b[j];
    Vector sum_a = {0}, sum_b = {0};
    for (int32_t i = data->starts[j]; i < data->starts[j + 1]; i++) {
      Vector r = y[i] - (a * one[i] + b * floor[i] + gamma * uranium[i]);
      squares += r * r;
      uraniums += r * uranium[i];
      sum_a += r;
      sum_b += r * floor[i];
    }
    g_a[j] = lane_sum(sum_a);
    g_b[j] = lane_sum(sum_b);
  }
  double a = 0, b = 0, az = 0, bz = 0, zz = 0;
  for (size_t j = 0; j < J; j++) {
    double slope_a = g_a[j] * weight, slope_b = g_b[j] * weight;
    a += slope_a;
    b += slope_b;
    az += slope_a * z_a[j];
    bz += slope_b * z_b[j];
    zz += z_a[j] * z_a[j] + z_b[j] * z_b[j];
    g_a[j] = sigma_a * slope_a - z_a[j];
    g_b[j] = sigma_b * slope_b - z_b[j];
  }
  double square = lane_sum(squares) * weight;
  g[0] = a;
  g[1] = b;
  g[2] = lane_sum(uraniums) * weight;
  g[3] = sigma_a * az;
  g[4] = sigma_b * bz;
  g[5] = square - n;
  double value = -0.5 * square - n * (q[5] + HALF_LOG_TWO_PI) - 0.5 * zz - 2 * (double)J * HALF_LOG_TWO_PI;
  for (int i = 0; i < 3; i++) value += normal(q[i], 0, 5, &g[i]);
  value += half_normal_of_log(q[3], sigma_a, 1, &g[3]);
  value += half_normal_of_log(q[4], sigma_b, 1, &g[4]);
  return value + half_normal_of_log(q[5], sigma_y, 1, &g[5]);
}
