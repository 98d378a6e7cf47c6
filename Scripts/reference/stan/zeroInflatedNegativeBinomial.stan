data {
  array[60] int y;
}
parameters {
  real<lower=0, upper=1> p;
  real<lower=0> mean, dispersion;
}
model {
  p ~ beta(1, 1);
  mean ~ gamma(2, 0.5);
  dispersion ~ exponential(1);
  for (i in 1:60) {
    real count = log(p) + neg_binomial_2_lpmf(y[i] | mean, dispersion);
    target += y[i] == 0 ? log_sum_exp(log1m(p), count) : count;
  }
}
