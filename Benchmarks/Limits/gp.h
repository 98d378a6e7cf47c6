// What both limits of the Gaussian process share: the covariance's lower half by vector exponentials, its factor and the
// solution by LAPACK, and the sums over the inverse, which each limit makes in its own way.
//
// With w = K⁻¹ y and S = K − (σ² + 1e-10) I, the derivatives in log α and σ need of K⁻¹ its trace alone; that in log ρ needs
// Σ K⁻¹_ij S_ij d²_ij/ρ².

#ifndef GP_H
#define GP_H

#include "limit.h"

#include <dlfcn.h>

typedef void (*Factor)(const char *, const int *, double *, const int *, int *);
typedef void (*Solve)(const char *, const int *, const int *, const double *, const int *, double *, const int *, int *);

typedef struct {
  int size, stride;
  double *squares; // d², full matrix
  double *y, *smooth, *matrix, *inverse, *weights;
  Factor dpotrf, dpotri, dlauum;
  Solve dpotrs;
} Process;

// Fills data->inverse with the lower half of K⁻¹, as LAPACK counts, from the factor in data->matrix.
typedef void (*Inverse)(const Process *data);

// Rows and columns are filled up to multiples of these.
enum { PROCESS_ROWS = 4, PROCESS_COLUMNS = 32 };

// Columns: x, y. Null where LAPACK is not found.
static inline void *open_process(const double *const *columns, const int64_t *counts) {
  const char *names[] = {"libopenblas.so.0", "libopenblas.so", "liblapack.so.3"};
  void *library = NULL;
  for (int i = 0; i < 3 && !library; i++) library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
  if (!library) return NULL;
  Process *data = malloc(sizeof *data);
  data->dpotrf = (Factor)dlsym(library, "dpotrf_");
  data->dpotri = (Factor)dlsym(library, "dpotri_");
  data->dlauum = (Factor)dlsym(library, "dlauum_");
  data->dpotrs = (Solve)dlsym(library, "dpotrs_");
  if (!data->dpotrf || !data->dpotri || !data->dlauum || !data->dpotrs) return NULL;
  int n = data->size = (int)counts[0];
  data->stride = (int)rounded_up(n, PROCESS_COLUMNS);
  size_t count = rounded_up(n, PROCESS_ROWS) * data->stride;
  data->squares = new_doubles(count);
  data->smooth = new_doubles(count);
  data->matrix = new_doubles(count);
  data->inverse = new_doubles(count);
  // Rows past the end are those of the identity.
  for (size_t i = n; i < rounded_up(n, PROCESS_ROWS); i++) data->matrix[i * data->stride + i] = 1;
  data->y = new_doubles(n);
  data->weights = new_doubles(n);
  memcpy(data->y, columns[1], n * sizeof(double));
  for (int i = 0; i < n; i++) {
    for (int j = 0; j < n; j++) {
      double d = columns[0][i] - columns[0][j];
      data->squares[(size_t)i * data->stride + j] = d * d;
    }
  }
  return data;
}

static inline double process_gradient(const Process *data, const double *q, double *g, Inverse invert) {
  int n = data->size, stride = data->stride, one = 1, failure = 0;
  double rho = exp(q[0]), alpha = exp(q[1]), sigma = exp(q[2]);
  double variance = alpha * alpha, noise = sigma * sigma + 1e-10, scale = -0.5 / (rho * rho);
  // Row i from its diagonal on is column i of the lower half, as LAPACK counts.
  for (int i = 0; i < n; i++) {
    const double *restrict squares = data->squares + (size_t)i * stride;
    double *restrict smooth = data->smooth + (size_t)i * stride, *restrict matrix = data->matrix + (size_t)i * stride;
    for (int j = i; j < n; j++) smooth[j] = matrix[j] = variance * exp(scale * squares[j]);
    matrix[i] += noise;
  }
  double *restrict w = data->weights;
  memcpy(w, data->y, n * sizeof(double));
  data->dpotrf("L", &n, data->matrix, &stride, &failure);
  if (failure) return NAN;
  double logarithms = 0;
  for (int i = 0; i < n; i++) logarithms += log(data->matrix[(size_t)i * stride + i]);
  data->dpotrs("L", &n, &one, data->matrix, &stride, w, &n, &failure);
  invert(data);
  double fit = 0, length = 0, trace = 0, slope = 0;
  for (int i = 0; i < n; i++) {
    const double *restrict squares = data->squares + (size_t)i * stride, *restrict smooth = data->smooth + (size_t)i * stride;
    const double *restrict inverse = data->inverse + (size_t)i * stride;
    fit += data->y[i] * w[i];
    length += w[i] * w[i];
    trace += inverse[i];
    // The diagonal has d² = 0; the upper half doubles the lower.
    double sum = 0, wi = w[i];
    for (int j = i; j < n; j++) sum += (wi * w[j] - inverse[j]) * smooth[j] * squares[j];
    slope += 2 * sum;
  }
  g[0] = 0.5 * slope / (rho * rho);
  // ∂K/∂log α = 2 S; tr(K⁻¹ S) = n − noise tr K⁻¹ and wᵀ S w = yᵀw − noise wᵀw.
  g[1] = (fit - noise * length) - (n - noise * trace);
  g[2] = (length - trace) * sigma * sigma;
  double value = -0.5 * fit - logarithms - n * HALF_LOG_TWO_PI;
  // InverseGamma(5, 5) at ρ with the Jacobian.
  value += 5 * log(5.0) - lgamma(5.0) - 5 * q[0] - 5 / rho;
  g[0] += -5 + 5 / rho;
  value += half_normal_of_log(q[1], alpha, 2, &g[1]);
  return value + half_normal_of_log(q[2], sigma, 1, &g[2]);
}

#endif
