data {
  array[8] real y, sigma;
}
parameters {
  real mu;
  real<lower=0> tau;
  vector[8] z;
}
model {
  mu ~ normal(0, 5);
  tau ~ cauchy(0, 5) T[0, ];
  z ~ std_normal();
  y ~ normal(mu + tau * z, sigma);
}
