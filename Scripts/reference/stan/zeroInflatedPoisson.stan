data {
  array[60] int y;
}
parameters {
  real<lower=0, upper=1> p;
  real<lower=0> rate;
}
model {
  p ~ beta(1, 1);
  rate ~ gamma(2, 0.5);
  for (i in 1:60) {
    real count = log(p) + poisson_lpmf(y[i] | rate);
    target += y[i] == 0 ? log_sum_exp(log1m(p), count) : count;
  }
}
