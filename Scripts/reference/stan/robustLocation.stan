data {
  vector[50] y;
}
parameters {
  real a;
  real<lower=0> s, nu;
}
model {
  a ~ std_normal();
  s ~ normal(0, 1) T[0, ];
  nu ~ gamma(2, 0.1);
  y ~ student_t(nu, a, s);
}
