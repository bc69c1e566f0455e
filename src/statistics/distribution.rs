//! Distribution functions, as in Press et al. 2007 ("Numerical recipes", chapter 6) with Lanczos' gamma function.
//!
//! Absolute errors are below 1e-10 where the parameters are below a million.

/// The normal quantile at 97.5 %.
pub const Z: f64 = 1.959_963_984_540_054;

/// Steps of a continued fraction or series; far more than any of them needs.
const STEPS: usize = 10_000;
const PRECISION: f64 = 1e-15;
const TINY: f64 = 1e-300;

/// Natural logarithm of the gamma function of a number above zero (Lanczos 1964, with Godfrey's coefficients).
pub fn ln_gamma(x: f64) -> f64 {
    const COEFFICIENTS: [f64; 8] = [
        676.520_368_121_885_1,
        -1_259.139_216_722_402_8,
        771.323_428_777_653_1,
        -176.615_029_162_140_6,
        12.507_343_278_686_905,
        -0.138_571_095_265_720_12,
        9.984_369_578_019_572e-6,
        1.505_632_735_149_311_6e-7,
    ];
    if x < 0.5 {
        // Reflection, so that the series is used above a half only.
        let sine = (std::f64::consts::PI * x).sin();
        return (std::f64::consts::PI / sine).ln() - ln_gamma(1.0 - x);
    }
    let x = x - 1.0;
    let t = x + 7.5;
    let mut sum = 0.999_999_999_999_809_9;
    for (place, coefficient) in COEFFICIENTS.into_iter().enumerate() {
        sum += coefficient / (x + place as f64 + 1.0);
    }
    0.5 * (2.0 * std::f64::consts::PI).ln() + (x + 0.5) * t.ln() - t + sum.ln()
}

/// The regularized incomplete beta function: the chance that a beta variable with `a` and `b` is at most `x`.
pub fn beta(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    let logarithm = ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (-x).ln_1p();
    // The fraction converges fast on this side of the mean, and by symmetry on the other.
    if x < (a + 1.0) / (a + b + 2.0) {
        logarithm.exp() * beta_fraction(a, b, x) / a
    } else {
        1.0 - logarithm.exp() * beta_fraction(b, a, 1.0 - x) / b
    }
}

/// The continued fraction of the incomplete beta function by Lentz' method.
fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    let away = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = away(1.0 - (a + b) * x / (a + 1.0)).recip();
    let mut fraction = d;
    for step in 1..STEPS {
        let m = step as f64;
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = away(1.0 + even * d).recip();
        c = away(1.0 + even / c);
        fraction *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = away(1.0 + odd * d).recip();
        c = away(1.0 + odd / c);
        fraction *= d * c;
        if (d * c - 1.0).abs() < PRECISION {
            break;
        }
    }
    fraction
}

/// The regularized upper incomplete gamma function: the chance that a gamma variable of shape `a` is above `x`.
fn gamma_above(a: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    let scale = (a * x.ln() - x - ln_gamma(a)).exp();
    if x < a + 1.0 {
        let mut term = 1.0 / a;
        let mut sum = term;
        for step in 1..STEPS {
            term *= x / (a + step as f64);
            sum += term;
            if term < sum * PRECISION {
                break;
            }
        }
        return 1.0 - scale * sum;
    }
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / b;
    let mut fraction = d;
    for step in 1..STEPS {
        let m = step as f64;
        let numerator = -m * (m - a);
        b += 2.0;
        d = (numerator * d + b).recip();
        c = b + numerator / c;
        fraction *= d * c;
        if (d * c - 1.0).abs() < PRECISION {
            break;
        }
    }
    scale * fraction
}

/// The chance that a standard normal variable is as far from zero as `z`, on either side.
pub fn normal_two_sided(z: f64) -> f64 {
    gamma_above(0.5, z * z / 2.0)
}

/// The chance that Student's t with these degrees of freedom is as far from zero as `t`, on either side.
pub fn student_two_sided(t: f64, degrees: f64) -> f64 {
    beta(degrees / 2.0, 0.5, degrees / (degrees + t * t))
}

/// The quantile of Student's t at 97.5 %, for one degree of freedom or more.
pub fn student_quantile(degrees: f64) -> f64 {
    // Beyond this the quantile is the normal one to six places.
    if degrees > 1e6 {
        return Z;
    }
    let (mut low, mut high) = (Z, 13.0);
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        if student_two_sided(middle, degrees) > 0.05 {
            low = middle;
        } else {
            high = middle;
        }
    }
    (low + high) / 2.0
}

/// Smallest relative variance of a negative binomial variable: below it, it is Poisson's for all that can be told.
const LEAST_RELATIVE_VARIANCE: f64 = 1e-7;

/// The chance that a negative binomial variable is `count` or more. Its variance is `mean + relative * mean²`.
pub fn negative_binomial_above(count: u64, mean: f64, relative: f64) -> f64 {
    if count == 0 {
        return 1.0;
    }
    if mean <= 0.0 {
        return 0.0;
    }
    let size = relative.max(LEAST_RELATIVE_VARIANCE).recip();
    beta(count as f64, size, mean / (mean + size))
}

/// The chance that a negative binomial variable is `count` or less.
pub fn negative_binomial_below(count: u64, mean: f64, relative: f64) -> f64 {
    if mean <= 0.0 {
        return 1.0;
    }
    let size = relative.max(LEAST_RELATIVE_VARIANCE).recip();
    beta(size, count as f64 + 1.0, size / (mean + size))
}

/// Natural logarithm of the number of ways to choose `few` out of `many`.
pub fn ln_choose(many: f64, few: f64) -> f64 {
    ln_gamma(many + 1.0) - ln_gamma(few + 1.0) - ln_gamma(many - few + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn near(found: f64, expected: f64) {
        let error = (found - expected).abs();
        assert!(
            error < 1e-9 * expected.abs().max(1e-3),
            "{found} {expected}"
        );
    }

    #[test]
    fn the_gamma_function_is_the_factorial() {
        near(ln_gamma(1.0), 0.0);
        near(ln_gamma(11.0), 3_628_800f64.ln());
        near(ln_gamma(0.5), std::f64::consts::PI.sqrt().ln());
        near(ln_choose(52.0, 5.0), 2_598_960f64.ln());
    }

    #[test]
    fn normal_tails_are_those_of_the_tables() {
        near(normal_two_sided(Z), 0.05);
        near(normal_two_sided(0.0), 1.0);
        // Abramowitz and Stegun 1964, table 26.1 and 26.2.
        near(normal_two_sided(1.0), 0.317_310_507_862_914);
        near(normal_two_sided(-5.0), 5.733_031_437_583_87e-7);
    }

    #[test]
    fn student_quantiles_are_those_of_the_tables() {
        // Abramowitz and Stegun 1964, table 26.10, column 0.95 for both sides.
        for (degrees, quantile) in [(1.0, 12.706), (2.0, 4.303), (9.0, 2.262), (30.0, 2.042)] {
            let found = student_quantile(degrees);
            assert!((found - quantile).abs() < 5e-4, "{degrees}: {found}");
        }
        near(student_quantile(1e9), Z);
    }

    #[test]
    fn a_beta_function_of_whole_numbers_is_a_sum_of_binomial_terms() {
        // Three or more of five heads.
        near(beta(3.0, 3.0, 0.5), 0.5);
        near(beta(2.0, 4.0, 0.3), 0.471_78);
        near(1.0 - beta(4.0, 2.0, 0.7), 0.471_78);
    }

    #[test]
    fn a_negative_binomial_with_hardly_more_variance_is_poissons() {
        // Poisson with mean 2: P(X <= 1) = 3 / e².
        let below = 3.0 * (-2f64).exp();
        assert!((negative_binomial_below(1, 2.0, 0.0) - below).abs() < 1e-6);
        assert!((negative_binomial_above(2, 2.0, 0.0) - (1.0 - below)).abs() < 1e-6);
    }

    #[test]
    fn a_negative_binomial_of_size_one_is_geometric() {
        // Mean 3, size 1: chance of success 1/4, P(X >= 2) = (3/4)².
        near(negative_binomial_above(2, 3.0, 1.0), 0.562_5);
        near(negative_binomial_below(1, 3.0, 1.0), 0.437_5);
    }
}
