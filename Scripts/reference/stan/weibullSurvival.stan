data {
  array[60] real time;
  array[60] int event;
}
parameters {
  real<lower=0> shape, scale;
}
model {
  shape ~ gamma(2, 1);
  scale ~ normal(0, 5) T[0, ];
  for (i in 1:60) {
    if (event[i] == 1)
      time[i] ~ weibull(shape, scale);
    else
      target += weibull_lccdf(time[i] | shape, scale);
  }
}
