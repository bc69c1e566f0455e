//! The queries of the dashboards, each run on a real PostgreSQL with a published night in it.
#![cfg(unix)]

mod common;
#[path = "common/postgres.rs"]
mod server;

use common::job::{CONFIG, JobDir};
use serde_json::Value;
use server::TestDatabase;
use std::fs;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/dashboards")
}

/// A night in the database, with scores whose column says that they are NPS.
fn night(database: &TestDatabase) -> JobDir {
    let url = database.url();
    let config = format!("{CONFIG}\n[postgres]\nurl = {url:?}\n");
    let job = JobDir::with(&config.replace("segments", "score = \"NPS\"\nsegments"));
    let texts = [
        "Bra personal",
        "Late delivery again",
        "Osoblje je ljubazno, ali dostava kasni",
        "12345",
    ];
    let mut rows = String::from("id,date,NPS,channel,comment\n");
    for n in 0..200 {
        let (day, month) = (n % 28 + 1, n % 3 + 1);
        let text = texts[n % texts.len()];
        rows.push_str(&format!(
            "r{n},2026-{month:02}-{day:02} 10:00,{},web,\"{text}\"\n",
            n % 11
        ));
    }
    job.file("in/a.csv", &rows);
    job.ends(0, &[]);
    job
}

/// A query of Grafana's as it would send it: macros and variables filled in.
fn filled(sql: &str, theme: &str) -> String {
    let mut sql = sql
        .replace("${source:sqlstring}", "'nps'")
        .replace("${language:sqlstring}", "'sv','en','sr','und'")
        .replace("${theme:sqlstring}", &format!("'{theme}'"))
        .replace("$label", "label_sr_cyrl");
    while let Some(at) = sql.find("$__timeFilter(") {
        let rest = &sql[at + "$__timeFilter(".len()..];
        let column = &rest[..rest.find(')').unwrap()];
        let range = format!("{column} BETWEEN '2025-12-01T00:00:00Z' AND '2026-06-01T00:00:00Z'");
        sql = sql.replace(&format!("$__timeFilter({column})"), &range);
    }
    assert!(!sql.contains('$'), "{sql}");
    sql
}

#[test]
fn every_panel_of_grafana_has_rows_and_right_figures() {
    let Some(database) = server::database() else {
        return;
    };
    let job = night(&database);
    let board: Value =
        serde_json::from_str(&fs::read_to_string(folder().join("grafana.json")).unwrap()).unwrap();
    let theme = job
        .texts("SELECT theme FROM mentions GROUP BY theme ORDER BY count(*) DESC, theme LIMIT 1");
    let panels = board["panels"].as_array().unwrap();
    assert!(panels.len() >= 10);
    let mut figures = std::collections::BTreeMap::new();
    for panel in panels {
        let sql = filled(panel["targets"][0]["rawSql"].as_str().unwrap(), &theme[0]);
        let title = panel["title"].as_str().unwrap();
        let rows = database.rows(&format!("SET search_path TO verbatims; {sql}"));
        assert!(!rows.is_empty(), "{title} is empty");
        figures.insert(title, rows);
    }
    let one = |title: &str| -> f64 { figures[title][0][0].as_ref().unwrap().parse().unwrap() };
    let count = |sql: &str| job.count(sql) as f64;
    assert_eq!(one("Comments"), 200.0);
    let net = count("SELECT sum(polarity = 'positive') - sum(polarity = 'negative') FROM comments");
    assert!((one("Net sentiment") - 100.0 * net / 200.0).abs() < 1e-9);
    let nps = count(
        "SELECT sum(own_score >= '9' OR own_score = '10') - sum(own_score <= '6' AND own_score <> '10') FROM comments",
    );
    assert!((one("Net Promoter Score") - 100.0 * nps / 200.0).abs() < 1e-9);
    assert_eq!(one("Answers with a score"), 200.0);
    let themes: f64 = figures["Themes"]
        .iter()
        .map(|row| row[2].as_ref().unwrap().parse::<f64>().unwrap())
        .sum();
    assert_eq!(themes, count("SELECT count(*) FROM mentions"));
    for variable in board["templating"]["list"].as_array().unwrap() {
        if variable["type"] == "query" {
            let sql = variable["query"].as_str().unwrap();
            assert!(!database.rows(sql).is_empty(), "{sql}");
        }
    }
}

#[test]
fn the_views_count_what_the_tables_do() {
    let Some(database) = server::database() else {
        return;
    };
    let job = night(&database);
    let views = fs::read_to_string(folder().join("views.sql")).unwrap();
    // Twice: they can be applied again after an update.
    for _ in 0..2 {
        database.client().batch_execute(&views).unwrap();
    }
    for (view, table) in [
        (
            "SELECT count(*) FROM comments_wide",
            "SELECT count(*) FROM comments",
        ),
        (
            "SELECT count(*) FROM mentions_wide",
            "SELECT count(*) FROM mentions",
        ),
        (
            "SELECT sum(net_sentiment) FROM comments_wide",
            "SELECT 100 * (sum(polarity = 'positive') - sum(polarity = 'negative')) FROM comments",
        ),
        (
            "SELECT count(*) FROM comments_wide WHERE uncoded",
            "SELECT count(*) FROM comments WHERE mentions = 0",
        ),
    ] {
        assert_eq!(database.count(view), job.count(table), "{view}");
    }
    // A view over the tables does not stand in the way of the next night.
    job.many("b.csv", 900, 3);
    job.file(
        "in/b.csv",
        "id,date,NPS,channel,comment\nz1,2026-03-02,3,web,Late delivery\n",
    );
    job.ends(0, &[]);
    assert_eq!(database.count("SELECT count(*) FROM comments_wide"), 201);
}

/// Charts of Superset use these names of a dataset's columns and metrics.
#[test]
fn the_datasets_of_superset_have_the_columns_that_they_name() {
    let Some(database) = server::database() else {
        return;
    };
    let _job = night(&database);
    let views = fs::read_to_string(folder().join("views.sql")).unwrap();
    database.client().batch_execute(&views).unwrap();
    let datasets = folder().join("superset/datasets/verbatims");
    let names = common::names(&datasets);
    assert!(!names.is_empty());
    for name in names {
        let text = fs::read_to_string(datasets.join(&name)).unwrap();
        let values = |key: &str| -> Vec<String> {
            let lines = text
                .lines()
                .map(|line| line.trim().trim_start_matches("- "));
            lines
                .filter_map(|line| line.strip_prefix(&format!("{key}: ")))
                .map(|value| value.trim_matches(['"', '\'']).to_owned())
                .collect()
        };
        let table = &values("table_name")[0];
        for column in values("column_name") {
            database.rows(&format!("SELECT {column} FROM {table} LIMIT 1"));
        }
        // Columns have no expression of their own.
        for metric in values("expression").iter().filter(|e| *e != "null") {
            let rows = database.rows(&format!("SELECT {metric} FROM {table}"));
            assert!(rows[0][0].is_some(), "{metric}");
        }
    }
}
