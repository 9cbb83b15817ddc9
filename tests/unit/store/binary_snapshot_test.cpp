#include <doctest/doctest.h>

#include "base/fingerprint.hpp"
#include "docket/snapshot.hpp"
#include "engine/case_data.hpp"
#include "store/binary_value.hpp"
#include "store/codec.hpp"
#include "support/rules.hpp"

using namespace docket;
using testing::china;

namespace {

// Everything a case can hold: regions, histories, deadlines, delayed and remembered events, clocks of all kinds.
const char* const kLift = R"YAML(workflow: lift
version: 1
calendar: office
record:
  note: string
  visits: int
  urgent: bool
  fee: { type: money, currency: CNY }
  photos: { type: list, of: string }
open:
  open:
    input: { note: required, visits: required, photos: required }
    set: { note: input.note, visits: input.visits, urgent: true, fee: "money('1250.50', 'CNY')" }
states:
  work:
    type: parallel
    states:
      hands:
        initial: idle
        states:
          idle: { on: { begin: { target: busy, do: [{ send: nag, in: 2h, id: n }] } } }
          busy: { after: { nap: { in: 3h, target: idle } } }
      papers: { initial: missing, states: { missing: { on: { file: filed } }, filed: { type: final } } }
    on:
      wait: waiting
      nag: {}
      close: { target: closed, when: "count('begin') >= 0 && !visited('closed')" }
  waiting: { on: { go_on: work.history } }
  closed: { type: final }
sla:
  finish: { start: work, stop: closed, pause: [waiting], target: { any: { within: 4h } }, warn: { half: 50% } }
  answer: { start: { event: begin }, stop: { event: file }, target: { any: { within: 1h } } }
  never: { start: closed, stop: work, target: { any: { within: 1h } } }
)YAML";

const RuleBook& rules() {
  static const RuleBook book = testing::rules_with(kLift);
  return book;
}

// After so many events of its life.
Case story(std::size_t events, const std::string& note = "lift 3 \"stuck\"\n中") {
  Effects journal;
  const auto photos = Value::list({Value::string("front.jpg"), Value::string("a name longer than sixteen.jpg")});
  auto opened = open_case(
      rules(), {.id = "A", .workflow = "lift", .project = "somewhere"},
      {.name = "open",
       .input = Value::object({{"note", Value::string(note)}, {"visits", Value::integer(-3)}, {"photos", photos}})},
      china("2026-03-09 09:00"), journal);
  REQUIRE(opened);
  REQUIRE(opened->opened);
  Case kase = *opened->opened;
  const char* const names[] = {"begin", "file", "wait", "go_on", "close"};
  for (std::size_t i = 0; i < events; ++i)
    REQUIRE(step(rules(), kase, {.name = names[i], .actor = {"li", {"clerk"}}},
                 china("2026-03-09 1" + std::to_string(i) + ":30"), journal));
  return kase;
}

constexpr std::size_t kChapters = 5;

}  // namespace

TEST_CASE("binary snapshot: a case written and restored is written the same, in either form, and goes on the same") {
  for (std::size_t events = 0; events <= kChapters; ++events) {
    CAPTURE(events);
    auto kase = story(events);
    const auto bytes = binary_snapshot(kase);
    auto again = restore(bytes, rules());
    REQUIRE_MESSAGE(again, (again ? "" : again.error().message));
    CHECK(binary_snapshot(*again) == bytes);
    CHECK(snapshot(*again) == snapshot(kase));
    CHECK(again->project() == "somewhere");
    CHECK(next_deadline(*again) == next_deadline(kase));
    Effects one, other;
    REQUIRE(advance(rules(), kase, china("2026-03-10 12:00"), one));
    REQUIRE(advance(rules(), *again, china("2026-03-10 12:00"), other));
    REQUIRE(one.size() == other.size());
    for (std::size_t i = 0; i < one.size(); ++i) CHECK(to_json(entry_value(one[i])) == to_json(entry_value(other[i])));
    CHECK(snapshot(*again) == snapshot(kase));
  }
}

TEST_CASE("binary snapshot: the readable form is restored by the same call, and both tell their rules") {
  const auto kase = story(3);
  const auto again = restore(snapshot(kase), rules());
  REQUIRE(again);
  CHECK(binary_snapshot(*again) == binary_snapshot(kase));
  CHECK(rules_of_snapshot(snapshot(kase)).value() == rules().fingerprint());
  CHECK(rules_of_snapshot(binary_snapshot(kase)).value() == rules().fingerprint());
}

TEST_CASE("binary snapshot: several lie one behind the other in the same bytes") {
  std::string bytes;
  append_binary_snapshot(story(1), bytes);
  const auto first = bytes.size();
  append_binary_snapshot(story(2, std::string(5'000, 'x')), bytes);
  CHECK(bytes.substr(0, first) == binary_snapshot(story(1)));
  CHECK(bytes.substr(first) == binary_snapshot(story(2, std::string(5'000, 'x'))));
}

TEST_CASE("binary snapshot: it is a fraction of the readable form") {
  CHECK(binary_snapshot(story(0)).size() * 4 < snapshot(story(0)).size());
}

TEST_CASE("binary snapshot: no byte can be changed, none can go, and none can be added") {
  for (const std::size_t events : {std::size_t{0}, kChapters}) {
    const auto bytes = binary_snapshot(story(events));
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      auto torn = bytes;
      torn[i] = static_cast<char>(torn[i] ^ 0x10);
      CHECK_FALSE(restore(torn, rules()));
      CHECK_FALSE(restore(bytes.substr(0, i), rules()));
    }
    CHECK_FALSE(restore(bytes + '\0', rules()));
  }
}

TEST_CASE("binary snapshot: whatever has a good checksum is a case or refused, and never a crash") {
  const auto bytes = binary_snapshot(story(4));
  constexpr std::size_t kBody = 10;
  int read = 0;
  for (std::size_t i = kBody; i < bytes.size(); ++i) {
    for (const unsigned change : {0x01U, 0x08U, 0x80U, 0xFFU}) {
      auto forged = bytes;
      forged[i] = static_cast<char>(static_cast<unsigned char>(forged[i]) ^ change);
      const auto sum = checksum(std::string_view(forged).substr(kBody));
      for (unsigned byte = 0; byte < 8; ++byte) forged[2 + byte] = static_cast<char>(sum >> (8 * byte) & 0xFFU);
      const auto kase = restore(forged, rules());
      if (!kase) continue;
      CHECK_FALSE(snapshot(*kase).empty());
      ++read;
    }
  }
  CHECK(read > 0);  // another sequence, another text: those are cases
}

TEST_CASE("binary snapshot: other rules, other formats and other texts are told") {
  const auto bytes = binary_snapshot(story(1));
  const auto other = testing::rules_with(std::string(kLift) + "# changed\n");
  CHECK(restore(bytes, other).error().code == ErrorCode::not_found);
  auto later = bytes;
  later[1] = 3;
  CHECK(restore(later, rules()).error().message == "a binary snapshot has the format 3; this docket reads up to 2");
  CHECK(restore("", rules()).error().code == ErrorCode::invalid_argument);
  CHECK(restore("{}", rules()).error().message == "the text is no snapshot of a case");
  CHECK(rules_of_snapshot("\xDC").error().message == "a binary snapshot is damaged");
}

TEST_CASE("binary value: every kind comes back in the same representation") {
  const Value values[] = {Value(),
                          Value::boolean(true),
                          Value::integer(INT64_MIN),
                          Value::uinteger(UINT64_MAX),
                          Value::real(-0.0),
                          Value::string(""),
                          Value::string("a text longer than fourteen bytes"),
                          Value::bytes(std::string("\0\xFF", 2)),
                          Value::list({Value::integer(1), Value::list({})}),
                          Value::object({{"b", Value::integer(1)}, {"a", Value()}}),
                          Value::timestamp(Timestamp{-1, 999'999'999}),
                          Value::duration(Duration{5, 1}),
                          Value::type("int"),
                          Value::none(),
                          Value::some(Value::string("x")),
                          Value::money(-1250, "CNY")};
  for (const auto& value : values) {
    CAPTURE(to_text(value));
    std::string bytes;
    {
      stored::ByteWriter out(bytes);
      stored::write_value(out, value);
    }
    stored::ByteReader in(bytes);
    CHECK(identical(stored::read_value(in), value));
    CHECK(in.is_good());
    CHECK(in.left() == 0);
  }
}
