// Values and gradients of the benchmark's densities, written by hand: what compiled code is measured against.
//
// Compiled when the benchmark runs: cc -O3 -march=native -ffast-math, with the C library's vector mathematics. Positions are
// those of the Apus models: parameters in the order of declaration, on the unconstrained space. The reductions of a loop
// are plain sums, which -ffast-math lets the compiler vectorise.

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define LOG_ROOT_TWO_PI 0.91893853320467274178
#define BLOCK 256

static double *copy_of(const double *x, long n) {
  double *result = aligned_alloc(64, ((size_t)n * 8 + 127) / 64 * 64);
  memcpy(result, x, (size_t)n * 8);
  return result;
}

// ---------------------------------------------------------------- schools: mu, log tau, z[8]

static const double school_y[8] = {28, 8, -3, 7, -1, 1, 18, 12};
static const double school_w[8] = {1 / 15.0, 1 / 10.0, 1 / 16.0, 1 / 11.0, 1 / 9.0, 1 / 11.0, 1 / 10.0, 1 / 18.0};

double schools(void *unused, const double *q, double *g) {
  (void)unused;
  double mu = q[0], u = q[1], tau = exp(u), t = tau / 5;
  double value = -0.5 * (mu / 5) * (mu / 5) - log(5.0) - LOG_ROOT_TWO_PI;
  value += log(2 / (M_PI * 5)) - log1p(t * t) + u;
  double sum_z = 0, sum_r = 0, d_mu = 0, d_tau = 0;
  for (int j = 0; j < 8; j++) {
    double z = q[2 + j], r = (school_y[j] - mu - tau * z) * school_w[j], s = r * school_w[j];
    sum_z += z * z;
    sum_r += r * r;
    d_mu += s;
    d_tau += s * z;
    g[2 + j] = s * tau - z;
  }
  value += -0.5 * (sum_z + sum_r) - 16 * LOG_ROOT_TWO_PI
           - (2.70805020110221 + 2.302585092994046 + 2.772588722239781 + 2.397895272798371 + 2.1972245773362196
              + 2.397895272798371 + 2.302585092994046 + 2.890371757896165);
  g[0] = d_mu - mu / 25;
  g[1] = tau * (d_tau - 2 * t / (5 * (1 + t * t))) + 1;
  return value;
}

// ---------------------------------------------------------------- glm: alpha, beta[k]

struct glm { long n, k; double *x, *y; };

// X comes row by row and is kept column by column in blocks of rows that stay in the first cache.
void *glm_new(long n, long k, const double *x, const double *y) {
  struct glm *m = malloc(sizeof *m);
  long blocks = (n + BLOCK - 1) / BLOCK;
  m->n = n;
  m->k = k;
  m->x = aligned_alloc(64, (size_t)(blocks * BLOCK * k) * 8);
  memset(m->x, 0, (size_t)(blocks * BLOCK * k) * 8);
  for (long i = 0; i < n; i++)
    for (long j = 0; j < k; j++) m->x[(i / BLOCK * k + j) * BLOCK + i % BLOCK] = x[i * k + j];
  m->y = copy_of(y, n);
  return m;
}

double glm(void *data, const double *q, double *g) {
  struct glm *m = data;
  double eta[BLOCK] __attribute__((aligned(64))), residual[BLOCK] __attribute__((aligned(64)));
  double alpha = q[0], value = 0, d_alpha = 0, sum_beta = 0;
  for (long j = 0; j < m->k; j++) g[1 + j] = 0;
  for (long start = 0; start < m->n; start += BLOCK) {
    long count = m->n - start < BLOCK ? m->n - start : BLOCK;
    const double *x = m->x + start * m->k, *y = m->y + start;
    for (long i = 0; i < BLOCK; i++) eta[i] = alpha;
    for (long j = 0; j < m->k; j++) {
      double b = q[1 + j];
      const double *column = x + j * BLOCK;
      for (long i = 0; i < BLOCK; i++) eta[i] += b * column[i];
    }
    for (long i = count; i < BLOCK; i++) residual[i] = 0;
    for (long i = 0; i < count; i++) {
      double e = exp(-fabs(eta[i])), inverse = 1 / (1 + e);
      value += y[i] * eta[i] - (eta[i] > 0 ? eta[i] : 0) - log1p(e);
      residual[i] = y[i] - (eta[i] > 0 ? inverse : e * inverse);
      d_alpha += residual[i];
    }
    for (long j = 0; j < m->k; j++) {
      const double *column = x + j * BLOCK;
      double sum = 0;
      for (long i = 0; i < BLOCK; i++) sum += column[i] * residual[i];
      g[1 + j] += sum;
    }
  }
  for (long j = 0; j < m->k; j++) {
    sum_beta += q[1 + j] * q[1 + j];
    g[1 + j] -= q[1 + j];
  }
  g[0] = d_alpha - alpha / 6.25;
  return value - 0.5 * sum_beta - (double)m->k * LOG_ROOT_TWO_PI - 0.5 * alpha * alpha / 6.25 - log(2.5) - LOG_ROOT_TWO_PI;
}

// ---------------------------------------------------------------- radon
// mu_a, mu_b, gamma, log sigma_a, log sigma_b, log sigma_y, z_a[J], z_b[J]

struct radon { long n, J; double *floor, *u, *y; int *county; double *a, *b, *da, *db; };

void *radon_new(long n, long J, const double *county, const double *floor, const double *u, const double *y) {
  struct radon *m = malloc(sizeof *m);
  m->n = n;
  m->J = J;
  m->floor = copy_of(floor, n);
  m->u = copy_of(u, n);
  m->y = copy_of(y, n);
  m->county = malloc((size_t)n * sizeof(int));
  for (long i = 0; i < n; i++) m->county[i] = (int)county[i];
  m->a = calloc((size_t)J, 8);
  m->b = calloc((size_t)J, 8);
  m->da = calloc((size_t)J, 8);
  m->db = calloc((size_t)J, 8);
  return m;
}

double radon(void *data, const double *q, double *g) {
  struct radon *m = data;
  long n = m->n, J = m->J;
  double gamma = q[2], sa = exp(q[3]), sb = exp(q[4]), sy = exp(q[5]), w = 1 / sy;
  const double *za = q + 6, *zb = q + 6 + J;
  double sum_z = 0, sum_r = 0, d_gamma = 0, s_a = 0, s_b = 0, d_sa = 0, d_sb = 0;
  for (long j = 0; j < J; j++) {
    m->a[j] = q[0] + sa * za[j];
    m->b[j] = q[1] + sb * zb[j];
    m->da[j] = m->db[j] = 0;
    sum_z += za[j] * za[j] + zb[j] * zb[j];
  }
  for (long i = 0; i < n; i++) {
    int c = m->county[i];
    double r = (m->y[i] - m->a[c] - m->b[c] * m->floor[i] - gamma * m->u[i]) * w, s = r * w;
    sum_r += r * r;
    d_gamma += s * m->u[i];
    m->da[c] += s;
    m->db[c] += s * m->floor[i];
  }
  for (long j = 0; j < J; j++) {
    s_a += m->da[j];
    s_b += m->db[j];
    d_sa += m->da[j] * za[j];
    d_sb += m->db[j] * zb[j];
    g[6 + j] = m->da[j] * sa - za[j];
    g[6 + J + j] = m->db[j] * sb - zb[j];
  }
  g[0] = s_a - q[0] / 25;
  g[1] = s_b - q[1] / 25;
  g[2] = d_gamma - gamma / 25;
  g[3] = sa * (d_sa - sa) + 1;
  g[4] = sb * (d_sb - sb) + 1;
  g[5] = sum_r - (double)n - sy * sy + 1;
  double half_normal = 0.5 * log(2 / M_PI);
  return -0.5 * (q[0] * q[0] + q[1] * q[1] + gamma * gamma) / 25 - 3 * (log(5.0) + LOG_ROOT_TWO_PI)
         - 0.5 * (sa * sa + sb * sb + sy * sy) + 3 * half_normal + q[3] + q[4] + q[5] - 0.5 * sum_z
         - 2 * (double)J * LOG_ROOT_TWO_PI - 0.5 * sum_r - (double)n * (q[5] + LOG_ROOT_TWO_PI);
}

// ---------------------------------------------------------------- rv
// logP[2], logK[2], logit e[2], wx[2], wy[2], px[2], py[2], gamma[3], log s[3]

struct rv { long n; double *t, *v, *error2; int *instrument; double *sinf[2], *cosf[2], *r[2], *e, *dv; };

void *rv_new(long n, const double *t, const double *v, const double *error, const double *instrument) {
  struct rv *m = malloc(sizeof *m);
  m->n = n;
  m->t = copy_of(t, n);
  m->v = copy_of(v, n);
  m->error2 = copy_of(error, n);
  for (long i = 0; i < n; i++) m->error2[i] *= error[i];
  m->instrument = malloc((size_t)n * sizeof(int));
  for (long i = 0; i < n; i++) m->instrument[i] = (int)instrument[i];
  for (int p = 0; p < 2; p++) {
    m->sinf[p] = copy_of(t, n);
    m->cosf[p] = copy_of(t, n);
    m->r[p] = copy_of(t, n);
  }
  m->e = copy_of(t, n);
  m->dv = copy_of(t, n);
  return m;
}

static inline double as_double(int64_t x) { double y; memcpy(&y, &x, 8); return y; }
static inline int64_t as_bits(double x) { int64_t y; memcpy(&y, &x, 8); return y; }

// A cube root to five digits, by its exponent and one step of Halley's.
static inline double rough_cube_root(double x) {
  double third = (double)(as_bits(x) >> 12) * (1.0 / 3) + (2.0 / 3 * 1023 - 0.0352) * 0x1p40;
  double y = as_double((int64_t)third << 12), y3 = y * y * y;
  return y * ((2 * x + y3) / (2 * y3 + x));
}

// Kepler's equation: Markley's starter (1995) and one step of fifth order, without branches. sin f, cos f, 1 − e cos E.
static void kepler(long n, const double *t, double rate, double phase, double e, double *sinf, double *cosf, double *radius) {
  double ome = 1 - e, root = sqrt((1 - e) * (1 + e));
  for (long i = 0; i < n; i++) {
    double M0 = rate * t[i] + phase;
    double m = M0 - rint(M0 * 0.15915494309189535) * 6.283185307179586;
    double M = fabs(m);
    double alpha = (3 * M_PI * M_PI * (1 + e) + 1.6 * M_PI * (M_PI - M)) / ((1 + e) * (M_PI * M_PI - 6));
    double d = alpha * e + 3 * ome, ad = alpha * d, M2 = M * M;
    double q = 2 * ad * ome - M2, r = M * (3 * ad * (d - ome) + M2), q2 = q * q;
    double c = rough_cube_root(r + sqrt(q2 * q + r * r) + 1e-300), w = c * c;
    double E = (2 * r * w / (w * w + w * q + q2) + M) / d;
    E = E < 0 ? 0 : E > M_PI ? M_PI : E;
    double quadrant = rint(E * 0.63661977236758134308);
    double x = (E - quadrant * 1.5707963267948966) - quadrant * 6.123233995736766e-17, z = x * x;
    double sm = z * x * (-1.66666666666666324348e-01 + z * (8.33333333332248946124e-03 + z * (-1.98412698298579493134e-04
                + z * (2.75573137070700676789e-06 + z * (-2.50507602534068634195e-08 + z * 1.58969099521155010221e-10)))));
    double cp = 4.16666666666666019037e-02 + z * (-1.38888888888741095749e-03 + z * (2.48015872894767294178e-05
                + z * (-2.75573143513906633035e-07 + z * (2.08757232129817482790e-09 - z * 1.13596475577881948265e-11))));
    double sr = x + sm, cr = 1 - 0.5 * z + z * z * cp;
    double s = quadrant < 0.5 ? sr : quadrant < 1.5 ? cr : -sr;
    double co = quadrant < 0.5 ? cr : quadrant < 1.5 ? -sr : -cr;
    double ems = quadrant < 0.5 ? -sm : E - s;
    double omc = quadrant < 0.5 ? 0.5 * z - z * z * cp : 1 - co;
    double f0 = e * ems + ome * E - M, f1 = ome + e * omc, f2 = e * s, f3 = e * co;
    double d3 = -f0 * f1 / (f1 * f1 - 0.5 * f0 * f2);
    double d4 = -f0 / (f1 + d3 * (0.5 * f2 + d3 * f3 * (1.0 / 6)));
    double d5 = -f0 / (f1 + d4 * (0.5 * f2 + d4 * (f3 * (1.0 / 6) - d4 * f2 * (1.0 / 24))));
    double y = d5 * d5;
    double sd = d5 * (1 + y * (-1.0 / 6 + y * (1.0 / 120 - y * (1.0 / 5040))));
    double cm = y * (-0.5 + y * (1.0 / 24 + y * (-1.0 / 720 + y * (1.0 / 40320))));
    double sE = s + (co * sd + s * cm), omcE = omc + (s * sd - co * cm);
    double rr = ome + e * omcE;
    radius[i] = rr;
    cosf[i] = (ome - omcE) / rr;
    sinf[i] = copysign(root * sE / rr, m);
  }
}

double rv(void *data, const double *q, double *g) {
  struct rv *m = data;
  static const double width[2] = {0.02, 0.005};
  const double log_P[2] = {log(1201.1), log(75.765)}, log_K[2] = {log(7.0), log(2.2)};
  double P[2], K[2], e[2], sw[2], cw[2], value = 0;
  long n = m->n;
  double *v = m->e;
  for (long i = 0; i < n; i++) v[i] = 0;
  for (int p = 0; p < 2; p++) {
    P[p] = exp(q[p]);
    K[p] = exp(q[2 + p]);
    e[p] = 1 / (1 + exp(-q[4 + p]));
    double wx = q[6 + p], wy = q[8 + p], px = q[10 + p], py = q[12 + p], length = sqrt(wx * wx + wy * wy);
    sw[p] = wy / length;
    cw[p] = wx / length;
    double a = (q[p] - log_P[p]) / width[p], b = q[2 + p] - log_K[p];
    value += -0.5 * (a * a + b * b + wx * wx + wy * wy + px * px + py * py) - log(width[p]) - 6 * LOG_ROOT_TWO_PI;
    // Beta(0.867, 3.03) with the Jacobian e (1 − e).
    value += 0.867 * log(e[p]) + 3.03 * log1p(-e[p]) - (lgamma(0.867) + lgamma(3.03) - lgamma(0.867 + 3.03));
    g[p] = -a / width[p];
    g[2 + p] = -b;
    kepler(n, m->t, 2 * M_PI / P[p], atan2(py, px), e[p], m->sinf[p], m->cosf[p], m->r[p]);
    double c1 = K[p] * cw[p], s1 = K[p] * sw[p], ep = e[p];
    const double *sf = m->sinf[p], *cf = m->cosf[p];
    for (long i = 0; i < n; i++) v[i] += c1 * (cf[i] + ep) - s1 * sf[i];
  }
  double s2[3], d_gamma[3] = {0, 0, 0}, d_s[3] = {0, 0, 0}, sum = 0;
  for (int k = 0; k < 3; k++) {
    s2[k] = exp(2 * q[17 + k]);
    value += -0.5 * (q[14 + k] * q[14 + k] / 100 + q[17 + k] * q[17 + k]) - log(10.0) - 2 * LOG_ROOT_TWO_PI;
  }
  double *dv = m->dv;
  for (long i = 0; i < n; i++) {
    int k = m->instrument[i];
    double variance = m->error2[i] + s2[k], w = 1 / variance, r = m->v[i] - v[i] - q[14 + k];
    sum += r * r * w + log(variance);
    dv[i] = r * w;
    d_gamma[k] += r * w;
    d_s[k] += (r * r * w - 1) * w;
  }
  value += -0.5 * sum - (double)n * LOG_ROOT_TWO_PI;
  for (int k = 0; k < 3; k++) {
    g[14 + k] = d_gamma[k] - q[14 + k] / 100;
    g[17 + k] = d_s[k] * s2[k] - q[17 + k];
  }
  for (int p = 0; p < 2; p++) {
    double root = sqrt((1 - e[p]) * (1 + e[p])), inverse = 1 / (root * root), c1 = cw[p], s1 = sw[p], k = K[p];
    double d_K = 0, d_w = 0, d_e = 0, d_M = 0, d_Mt = 0, ep = e[p];
    const double *sf = m->sinf[p], *cf = m->cosf[p], *r = m->r[p], *t = m->t;
    for (long i = 0; i < n; i++) {
      double projected = c1 * (cf[i] + ep) - s1 * sf[i], radius = 1 / r[i];
      double d_f = -k * dv[i] * (c1 * sf[i] + s1 * cf[i]);
      d_K += dv[i] * projected;
      d_w -= dv[i] * (s1 * (cf[i] + ep) + c1 * sf[i]);
      d_e += k * dv[i] * c1 + d_f * sf[i] * (radius + inverse);
      double dm = d_f * root * radius * radius;
      d_M += dm;
      d_Mt += dm * t[i];
    }
    g[p] += -d_Mt * 2 * M_PI / P[p];
    g[2 + p] += d_K * k;
    g[4 + p] = d_e * ep * (1 - ep) + 0.867 * (1 - ep) - 3.03 * ep;
    double wx = q[6 + p], wy = q[8 + p], px = q[10 + p], py = q[12 + p];
    double w2 = 1 / (wx * wx + wy * wy), p2 = 1 / (px * px + py * py);
    g[6 + p] = -k * d_w * wy * w2 - wx;
    g[8 + p] = k * d_w * wx * w2 - wy;
    g[10 + p] = -d_M * py * p2 - px;
    g[12 + p] = d_M * px * p2 - py;
  }
  return value;
}

// ---------------------------------------------------------------- gp: log rho, log alpha, log sigma

typedef void potrf_function(const char *, const int *, double *, const int *, int *, long);
typedef void potrs_function(const char *, const int *, const int *, const double *, const int *, double *, const int *, int *, long);
struct gp { long n; double *d2, *y, *kernel, *factor, *w; potrf_function *potrf, *potri; potrs_function *potrs; };

void *gp_new(long n, const double *x, const double *y, void *potrf, void *potri, void *potrs) {
  struct gp *m = malloc(sizeof *m);
  m->n = n;
  m->d2 = aligned_alloc(64, (size_t)(n * n + 8) * 8 / 64 * 64 + 64);
  m->kernel = aligned_alloc(64, (size_t)(n * n + 8) * 8 / 64 * 64 + 64);
  m->factor = aligned_alloc(64, (size_t)(n * n + 8) * 8 / 64 * 64 + 64);
  for (long i = 0; i < n; i++)
    for (long j = 0; j < n; j++) m->d2[i * n + j] = (x[i] - x[j]) * (x[i] - x[j]);
  m->y = copy_of(y, n);
  m->w = copy_of(y, n);
  m->potrf = (potrf_function *)potrf;
  m->potri = (potrf_function *)potri;
  m->potrs = (potrs_function *)potrs;
  return m;
}

double gp(void *data, const double *q, double *g) {
  struct gp *m = data;
  int n = (int)m->n, one = 1, status = 0;
  double rho = exp(q[0]), alpha = exp(q[1]), sigma = exp(q[2]), a2 = alpha * alpha, c = -0.5 / (rho * rho);
  long count = (long)n * n;
  for (long i = 0; i < count; i++) {
    m->kernel[i] = a2 * exp(c * m->d2[i]);
    m->factor[i] = m->kernel[i];
  }
  double noise = sigma * sigma + 1e-10;
  for (long i = 0; i < n; i++) m->factor[i * n + i] += noise;
  m->potrf("L", &n, m->factor, &n, &status, 1);
  double log_determinant = 0, quadratic = 0;
  for (long i = 0; i < n; i++) log_determinant += log(m->factor[i * n + i]);
  memcpy(m->w, m->y, (size_t)n * 8);
  m->potrs("L", &n, &one, m->factor, &n, m->w, &n, &status, 1);
  for (long i = 0; i < n; i++) quadratic += m->w[i] * m->y[i];
  m->potri("L", &n, m->factor, &n, &status, 1);
  // dK/d log alpha = 2 k, dK/d log rho = k d²/rho², dK/d log sigma = 2 sigma² I; only one triangle of the inverse is there.
  double d_alpha = 0, d_rho = 0, d_sigma = 0;
  for (long i = 0; i < n; i++) {
    const double *k = m->kernel + i * n, *d2 = m->d2 + i * n, *inverse = m->factor + i * n, *w = m->w;
    double wi = w[i], sum_a = 0, sum_r = 0;
    for (long j = i + 1; j < n; j++) {
      double s = (wi * w[j] - inverse[j]) * k[j];
      sum_a += s;
      sum_r += s * d2[j];
    }
    double s = wi * wi - inverse[i];
    d_alpha += 2 * sum_a + s * k[i];
    d_rho += 2 * sum_r;
    d_sigma += s;
  }
  g[0] = 0.5 * d_rho / (rho * rho) + (-6 + 5 / rho) + 1;
  g[1] = d_alpha - 0.25 * a2 + 1;
  g[2] = d_sigma * sigma * sigma - sigma * sigma + 1;
  return -0.5 * quadratic - log_determinant - (double)n * LOG_ROOT_TWO_PI + 5 * log(5.0) - lgamma(5.0) - 6 * q[0] - 5 / rho
         + q[0] + 0.5 * log(2 / M_PI) - log(2.0) - 0.125 * a2 + q[1] + 0.5 * log(2 / M_PI) - 0.5 * sigma * sigma + q[2];
}

// ---------------------------------------------------------------- chain: x ← a x + b x (1 − x), count times

struct chain { long count; double *x; };

void *chain_new(long count) {
  struct chain *m = malloc(sizeof *m);
  m->count = count;
  m->x = calloc((size_t)count + 1, 8);
  return m;
}

double chain(void *data, const double *q, double *g) {
  struct chain *m = data;
  double b = q[1];
  m->x[0] = q[0];
  for (long i = 0; i < m->count; i++) m->x[i + 1] = 0.5 * m->x[i] + b * (m->x[i] * (1 - m->x[i]));
  double last = m->x[m->count], dx = -last, db = 0;
  for (long i = m->count - 1; i >= 0; i--) {
    double x = m->x[i];
    db += dx * x * (1 - x);
    dx *= 0.5 + b * (1 - 2 * x);
  }
  g[0] = dx - q[0];
  g[1] = db - b;
  return -0.5 * last * last - 0.5 * (q[0] * q[0] + b * b) - 2 * LOG_ROOT_TWO_PI;
}

// ---------------------------------------------------------------- scan: h ← mu + phi (h − mu) + s w, y ~ N(h, 1)

struct scan { long n; double *w, *y, *h; };

void *scan_new(long n, const double *w, const double *y) {
  struct scan *m = malloc(sizeof *m);
  m->n = n;
  m->w = copy_of(w, n);
  m->y = copy_of(y, n);
  m->h = calloc((size_t)n + 1, 8);
  return m;
}

double scan(void *data, const double *q, double *g) {
  struct scan *m = data;
  double mu = q[0], phi = q[1], s = q[2], sum = 0, dh = 0, d_mu = 0, d_phi = 0, d_s = 0;
  m->h[0] = mu;
  for (long t = 0; t < m->n; t++) m->h[t + 1] = mu + phi * (m->h[t] - mu) + s * m->w[t];
  for (long t = m->n - 1; t >= 0; t--) {
    double r = m->y[t] - m->h[t + 1];
    sum += r * r;
    dh += r;
    d_phi += dh * (m->h[t] - mu);
    d_mu += dh * (1 - phi);
    d_s += dh * m->w[t];
    dh *= phi;
  }
  g[0] = d_mu + dh - mu;
  g[1] = d_phi - phi;
  g[2] = d_s - s;
  return -0.5 * sum - (double)m->n * LOG_ROOT_TWO_PI - 0.5 * (mu * mu + phi * phi + s * s) - 3 * LOG_ROOT_TWO_PI;
}
