#include "models/yaml_highlighting.h"

#include <catch2/catch.hpp>

#include <QString>

namespace orrery::gui {
namespace {

// "key|text ..." of each span, in order.
std::string told(const QString& line, int state = 0) {
  const char* const names[] = {"key", "figure", "text", "string", "comment", "anchor", "mark"};
  std::string out;
  for (const YamlSpan& span : highlightYaml(line, state).spans) {
    if (!out.empty()) out += ' ';
    out +=
        std::string(names[static_cast<int>(span.part)]) + '<' + line.mid(span.start, span.length).toStdString() + '>';
  }
  return out;
}

TEST_CASE("keys, figures with their units, words and comments of a line are told apart") {
  CHECK(told("    election_timeout: 150ms..300ms     # drawn anew") ==
        "key<election_timeout> figure<150ms..300ms> comment<# drawn anew>");
  CHECK(told("    arrivals: poisson rate=100/s") == "key<arrivals> text<poisson rate=> figure<100/s>");
  CHECK(told("    pre_vote: true") == "key<pre_vote> figure<true>");
  CHECK(told("title: It is 5 o'clock, #1") == "key<title> text<It is > figure<5> text< o'clock> mark<,> comment<#1>");
  CHECK(told("of: server-1") == "key<of> text<server-1>");
  CHECK(told("loss: 12.5%") == "key<loss> figure<12.5%>");
}

TEST_CASE("every part of a flow map is told apart") {
  CHECK(told("  - { values: [0, -10000], at: leader-dies.end + 500ms }") ==
        "mark<-> mark<{> key<values> mark<[> figure<0> mark<,> figure<-10000> mark<]> mark<,> key<at> "
        "text<leader-dies.end + > figure<500ms> mark<}>");
}

TEST_CASE("quotes hold what looks like anything else, from line to line until they close") {
  CHECK(told("title: \"a: b # c\"  # d") == "key<title> string<\"a: b # c\"> comment<# d>");
  CHECK(told("'a key': 'it''s'") == "key<'a key'> string<'it''s'>");
  const YamlLine open = highlightYaml(u"title: 'begins", 0);
  CHECK(open.state != 0);
  CHECK(told("and ends' # here", open.state) == "string<and ends'> comment<# here>");
  CHECK(highlightYaml(u"and ends' # here", open.state).state == 0);
}

TEST_CASE("a block text goes on while its lines are indented further than its key") {
  const YamlLine head = highlightYaml(u"story: >  # folded", 0);
  CHECK(head.state != 0);
  CHECK(told("story: >  # folded") == "key<story> mark<>> comment<# folded>");
  const YamlLine inside = highlightYaml(u"  Five servers: 3s", head.state);
  CHECK(told("  Five servers: 3s", head.state) == "string<Five servers: 3s>");
  CHECK(highlightYaml(u"", inside.state).state == head.state);
  CHECK(told("run_for: 10s", inside.state) == "key<run_for> figure<10s>");
  CHECK(highlightYaml(u"run_for: 10s", inside.state).state == 0);
}

TEST_CASE("anchors, aliases and tags stand out: the scenario language has none") {
  CHECK(told("a: &base 1") == "key<a> anchor<&base> figure<1>");
  CHECK(told("b: *base") == "key<b> anchor<*base>");
  CHECK(told("c: !int 5") == "key<c> anchor<!int> figure<5>");
}

TEST_CASE("spans lie in the line, in order and without overlap, whatever stands there") {
  for (const QString line : {"}{][,,::", "- - -", "\"", "'", "|", "> |", "a: |x", "&", "* *", "....", "-5..", ":",
                             "\t#", "x:#", "\xC3\xBC: 5\xC2\xB5s", "a: '''", "a: \"\\"})
    for (const int state : {-1, 0, 1, 2, 16, 18}) {
      qsizetype end = 0;
      for (const YamlSpan& span : highlightYaml(line, state).spans) {
        INFO(line.toStdString() << " in state " << state);
        CHECK(span.start >= end);
        CHECK(span.length > 0);
        end = span.start + span.length;
      }
      CHECK(end <= line.size());
    }
}

}  // namespace
}  // namespace orrery::gui
