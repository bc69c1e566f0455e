//! The labelling interface.

use crate::annotation::Polarity;
use crate::document::Language;
use crate::lexicon::codeframe::Codeframe;
use std::fmt::Write as _;

/// The labelling interface of a project, with the labels of themes in a language (`en`, `sr-Cyrl` ...). Results name themes
/// by their ids (`alias`).
pub fn interface(codeframe: &Codeframe, language: &str) -> String {
    let label = |index: usize| {
        let theme = &codeframe.themes[index];
        escaped(theme.labels.get(language).unwrap_or(&theme.id))
    };
    let tones: String = Polarity::ALL
        .iter()
        .map(|tone| format!("<Choice value=\"{}\"/>", tone.name()))
        .collect();
    let mut out = String::from("<View>\n  <Text name=\"text\" value=\"$text\"/>\n");
    let _ = writeln!(
        out,
        "  <Choices name=\"sentiment\" toName=\"text\" choice=\"single\">{tones}</Choices>"
    );
    out.push_str("  <Choices name=\"language\" toName=\"text\" choice=\"single\">");
    for language in Language::SERVED
        .into_iter()
        .chain([Language::Other, Language::Und])
    {
        let _ = write!(out, "<Choice value=\"{}\"/>", language.code());
    }
    out.push_str("</Choices>\n  <Taxonomy name=\"themes\" toName=\"text\" leafsOnly=\"true\">\n");
    for (index, theme) in codeframe
        .themes
        .iter()
        .enumerate()
        .filter(|(_, theme)| theme.parent.is_none())
    {
        let _ = writeln!(
            out,
            "    <Choice alias=\"{}\" value=\"{}\">",
            theme.id,
            label(index)
        );
        for (at, sub) in codeframe.themes.iter().enumerate() {
            if sub
                .parent
                .is_some_and(|parent| codeframe.theme(parent).id == theme.id)
            {
                let _ = writeln!(
                    out,
                    "      <Choice alias=\"{}\" value=\"{}\">{tones}</Choice>",
                    sub.id,
                    label(at)
                );
            }
        }
        out.push_str("    </Choice>\n");
    }
    out.push_str("  </Taxonomy>\n  <Labels name=\"evidence\" toName=\"text\">\n");
    for (index, theme) in codeframe
        .themes
        .iter()
        .enumerate()
        .filter(|(_, theme)| theme.parent.is_some())
    {
        let _ = writeln!(
            out,
            "    <Label alias=\"{}\" value=\"{}\"/>",
            theme.id,
            label(index)
        );
    }
    let _ = writeln!(
        out,
        "  </Labels>\n  <Choices name=\"tone\" toName=\"text\" perRegion=\"true\" choice=\"single\">{tones}</Choices>\n</View>"
    );
    out
}

/// Text for an attribute in XML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
