// Two Keplerian orbits: rows sorted by instrument, each instrument's padded to whole vectors, two loops over them.

#include "kepler.h"

enum { PLANETS = 2, INSTRUMENTS = 3 };

typedef struct {
  size_t starts[INSTRUMENTS + 1]; // whole vectors
  size_t counts[INSTRUMENTS];
  double *time, *velocity, *variance, *weight;
  double *sin_f[PLANETS], *cos_f[PLANETS], *inverse_radius[PLANETS], *slope;
} Velocities;

// Columns: time, velocity, error, instrument from 0.
EXPORTED void *rv_open(const double *const *columns, const int64_t *counts) {
  Velocities *data = malloc(sizeof *data);
  size_t rows = counts[0], size = rows + INSTRUMENTS * LANES;
  double **arrays[] = {&data->time, &data->velocity, &data->variance, &data->weight, &data->slope};
  for (int k = 0; k < 5; k++) *arrays[k] = new_doubles(size);
  for (int k = 0; k < PLANETS; k++) {
    data->sin_f[k] = new_doubles(size);
    data->cos_f[k] = new_doubles(size);
    data->inverse_radius[k] = new_doubles(size);
  }
  for (size_t i = 0; i < rounded_up(size, LANES); i++) data->variance[i] = 1;
  size_t place = 0;
  for (int instrument = 0; instrument < INSTRUMENTS; instrument++) {
    data->starts[instrument] = place;
    for (size_t i = 0; i < rows; i++) {
      if ((int)columns[3][i] != instrument) continue;
      data->time[place] = columns[0][i];
      data->velocity[place] = columns[1][i];
      data->variance[place] = columns[2][i] * columns[2][i];
      data->weight[place++] = 1;
    }
    data->counts[instrument] = place - data->starts[instrument];
    place = rounded_up(place, LANES);
  }
  data->starts[INSTRUMENTS] = place;
  return data;
}

EXPORTED double rv_gradient(const void *state, const double *q, double *g) {
  const Velocities *data = state;
  const double *log_period = q, *log_amplitude = q + 2, *logit = q + 4, *wx = q + 6, *wy = q + 8, *px = q + 10;
  const double *py = q + 12, *offset = q + 14, *log_jitter = q + 17;
  size_t size = data->starts[INSTRUMENTS];
  const double *restrict time = data->time;
  double *restrict slope = data->slope;
  double K[PLANETS], e[PLANETS], cos_w[PLANETS], sin_w[PLANETS], rate[PLANETS];
  memset(g, 0, 20 * sizeof(double));

  for (int k = 0; k < PLANETS; k++) {
    K[k] = exp(log_amplitude[k]);
    e[k] = 1 / (1 + exp(-logit[k]));
    rate[k] = 2 * PI * exp(-log_period[k]);
    double length = 1 / sqrt(wx[k] * wx[k] + wy[k] * wy[k]);
    cos_w[k] = wx[k] * length;
    sin_w[k] = wy[k] * length;
    double phase = atan2(py[k], px[k]), n = rate[k], eccentricity = e[k];
    double *restrict sf = data->sin_f[k], *restrict cf = data->cos_f[k], *restrict ir = data->inverse_radius[k];
    for (size_t i = 0; i < size; i++) kepler(n * time[i] + phase, eccentricity, &sf[i], &cf[i], &ir[i]);
  }

  const double *restrict s0 = data->sin_f[0], *restrict s1 = data->sin_f[1];
  const double *restrict c0 = data->cos_f[0], *restrict c1 = data->cos_f[1];
  double a0 = K[0] * cos_w[0], a1 = K[1] * cos_w[1], b0 = K[0] * sin_w[0], b1 = K[1] * sin_w[1];
  double constant = a0 * e[0] + a1 * e[1], value = 0, total = 0;
  for (int j = 0; j < INSTRUMENTS; j++) {
    double level = constant + offset[j], jitter = exp(2 * log_jitter[j]), sum = 0, excess = 0, squares = 0, logs = 0;
    for (size_t i = data->starts[j]; i < data->starts[j + 1]; i++) {
      double variance = data->variance[i] + jitter, weight = data->weight[i], precision = weight / variance;
      double r = data->velocity[i] - (level + a0 * c0[i] + a1 * c1[i] - b0 * s0[i] - b1 * s1[i]);
      double z = r * precision;
      slope[i] = z;
      sum += z;
      squares += z * r;
      excess += z * z - precision;
      logs += weight * log(variance);
    }
    value -= 0.5 * (squares + logs) + (double)data->counts[j] * HALF_LOG_TWO_PI;
    total += sum;
    g[14 + j] = sum;
    g[17 + j] = excess * jitter;
  }

  for (int k = 0; k < PLANETS; k++) {
    const double *restrict sf = data->sin_f[k], *restrict cf = data->cos_f[k], *restrict ir = data->inverse_radius[k];
    double square = (1 - e[k]) * (1 + e[k]), root = sqrt(square), inverse_square = 1 / square;
    double a = K[k] * cos_w[k], b = K[k] * sin_w[k];
    double cosines = 0, sines = 0, eccentricity = 0, phase = 0, moment = 0;
    for (size_t i = 0; i < size; i++) {
      double z = slope[i], s = sf[i], c = cf[i], inverse = ir[i];
      double turn = -z * (a * s + b * c), mean = turn * inverse * inverse;
      cosines += z * c;
      sines += z * s;
      eccentricity += turn * s * (inverse + inverse_square);
      phase += mean;
      moment += mean * time[i];
    }
    phase *= root;
    double along = cosines + e[k] * total;
    double dw = -b * along - a * sines, ew = eccentricity + a * total;
    double w2 = 1 / (wx[k] * wx[k] + wy[k] * wy[k]), p2 = 1 / (px[k] * px[k] + py[k] * py[k]);
    g[k] = -rate[k] * root * moment;
    g[2 + k] = a * along - b * sines;
    // Beta(0.867, 3.03) at e with the Jacobian e (1 − e).
    g[4 + k] = ew * e[k] * (1 - e[k]) + 0.867 * (1 - e[k]) - 3.03 * e[k];
    value += 0.867 * log(e[k]) + 3.03 * log1p(-e[k]) - (lgamma(0.867) + lgamma(3.03) - lgamma(0.867 + 3.03));
    g[6 + k] = -wy[k] * w2 * dw;
    g[8 + k] = wx[k] * w2 * dw;
    g[10 + k] = -py[k] * p2 * phase;
    g[12 + k] = px[k] * p2 * phase;
  }

  static const double periods[] = {1201.1, 75.765}, widths[] = {0.02, 0.005}, amplitudes[] = {7.0, 2.2};
  for (int k = 0; k < PLANETS; k++) {
    value += normal(q[k], log(periods[k]), widths[k], &g[k]);
    value += normal(q[2 + k], log(amplitudes[k]), 1, &g[2 + k]);
  }
  for (int i = 6; i < 14; i++) value += normal(q[i], 0, 1, &g[i]);
  for (int j = 0; j < INSTRUMENTS; j++) {
    value += normal(offset[j], 0, 10, &g[14 + j]);
    value += normal(log_jitter[j], 0, 1, &g[17 + j]);
  }
  return value;
}
