//! What is to be expected of a day.

/// A day of the past.
#[derive(Clone, Copy, Debug)]
pub(super) struct Past {
    pub weekday: usize,
    /// What the count is out of.
    pub exposure: f64,
    pub count: f64,
}

/// What is to be expected of a day: a negative binomial variable.
#[derive(Clone, Copy, Debug)]
pub(super) struct Forecast {
    /// Its mean.
    pub mean: f64,
    /// Relative variance of the rate from day to day.
    pub dispersion: f64,
    /// Relative variance of the mean, since it was estimated.
    uncertainty: f64,
    /// Counts in the history.
    pub history: u64,
    /// Squared deviations beyond Poisson's, and the squared means they are relative to: [`Forecast::dispersion`] is
    /// the one by the other. They add up over series.
    pub excess: f64,
    /// See [`Forecast::excess`].
    pub scale: f64,
}

/// Sums over the same days of the week.
#[derive(Clone, Copy, Default)]
struct Same {
    exposure: f64,
    count: f64,
    /// Sum of squared exposures.
    squares: f64,
}

impl Same {
    fn rate(self) -> f64 {
        if self.exposure > 0.0 {
            self.count / self.exposure
        } else {
            0.0
        }
    }
}

impl Forecast {
    /// For a day of the week with an exposure.
    pub fn new(past: &[Past], weekday: usize, exposure: f64) -> Self {
        let mut weekdays = [Same::default(); 7];
        for day in past {
            if let Some(same) = weekdays.get_mut(day.weekday) {
                same.exposure += day.exposure;
                same.count += day.count;
                same.squares += day.exposure * day.exposure;
            }
        }
        let count: f64 = weekdays.iter().map(|same| same.count).sum();
        let whole: f64 = weekdays.iter().map(|same| same.exposure).sum();
        // Jeffreys' half: what has never come may come.
        let rate = (count + 0.5) / whole.max(1.0);
        let (excess, scale) = excess(past, &weekdays);
        let dispersion = if scale > 0.0 {
            (excess / scale).max(0.0)
        } else {
            0.0
        };
        let (factor, variance) = factor(&weekdays, weekday, rate, dispersion);
        Self {
            mean: exposure * rate * factor,
            dispersion,
            uncertainty: variance / (factor * factor).max(1e-9) + 1.0 / (count + 0.5),
            history: count as u64,
            excess,
            scale,
        }
    }

    /// Relative variance of a count beyond Poisson's.
    pub fn relative(&self) -> f64 {
        self.dispersion + self.uncertainty
    }

    /// Standard deviation of a count.
    pub fn deviation(&self) -> f64 {
        (self.mean + self.relative() * self.mean * self.mean).sqrt()
    }
}

/// Squared deviations from the rate of the same days of the week beyond what Poisson's variance explains, and squared
/// means. Days that are alone in their day of the week tell nothing.
fn excess(past: &[Past], weekdays: &[Same; 7]) -> (f64, f64) {
    let (mut excess, mut scale) = (0.0, 0.0);
    for day in past {
        let Some(same) = weekdays.get(day.weekday) else {
            continue;
        };
        let mean = day.exposure * same.rate();
        // The day is part of the rate that it is held against.
        let free = 1.0 - day.exposure / same.exposure.max(f64::MIN_POSITIVE);
        excess += (day.count - mean).powi(2) - mean * free;
        scale += mean * mean * free;
    }
    (excess, scale)
}

/// The factor of a day of the week and its variance: between one and what the weeks say, by how sure they are of it.
fn factor(weekdays: &[Same; 7], weekday: usize, rate: f64, dispersion: f64) -> (f64, f64) {
    let observed = |same: &Same| {
        let mean = same.exposure * rate;
        let variance = (mean + dispersion * rate * rate * same.squares) / (mean * mean);
        (same.count / mean, variance)
    };
    let seen = weekdays.iter().filter(|same| same.exposure > 0.0);
    let (mut heterogeneity, mut sum, mut squares, mut count) = (0.0, 0.0, 0.0, 0.0);
    for (value, variance) in seen.map(observed) {
        let precision = variance.recip();
        heterogeneity += (value - 1.0).powi(2) * precision;
        sum += precision;
        squares += precision * precision;
        count += 1.0;
    }
    let between = if count > 1.0 {
        ((heterogeneity - (count - 1.0)) / (sum - squares / sum)).max(0.0)
    } else {
        0.0
    };
    match weekdays.get(weekday).filter(|same| same.exposure > 0.0) {
        None => (1.0, between),
        Some(same) => {
            let (value, variance) = observed(same);
            let trust = between / (between + variance);
            (1.0 + trust * (value - 1.0), between * (1.0 - trust))
        }
    }
}
