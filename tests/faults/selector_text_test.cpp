#include <string>

#include <catch2/catch.hpp>

#include "faults/selector.h"

using namespace orrery;

namespace {

// What is read, as it is written again; or the error.
std::string reread(std::string_view text) {
  const auto read = read_selector(text);
  return read ? read->text() : read.error().text;
}

}  // namespace

TEST_CASE("a selector that is read is written as it was") {
  for (const char* text : {"server-1", "us-east-12", "server", "any server", "each server", "2 server",
                           "leader of server", "any follower of server", "2 follower of server", "most load of shard",
                           "least commit_index of follower of server", "pre-candidate of server", "server in eu-west",
                           "2 follower of server in eu-west", "most load of shard in rack-1", "server-1 and server-4",
                           "leader of server and client and server-2", "others of follower of server in eu-west"}) {
    CHECK(reread(text) == text);
  }
  CHECK(reread("  any   server ") == "any server");
}

TEST_CASE("an instance is told from a group by its number") {
  CHECK(read_selector("server-3")->instance == "server-3");
  CHECK(read_selector("server-3")->group.empty());
  CHECK(read_selector("server-a")->group == "server-a");
}

TEST_CASE("picks, roles and fields are told apart") {
  const Selector selector = *read_selector("most load of leader of shard");
  CHECK(selector.pick == Selector::Pick::most);
  CHECK(selector.field == "load");
  CHECK(selector.role == "leader");
  CHECK(selector.group == "shard");
  CHECK(read_selector("12 server")->number == 12);
}

TEST_CASE("what is no selector is refused") {
  for (const char* text : {"",
                           " ",
                           "any",
                           "2",
                           "0 server",
                           "-1 server",
                           "of server",
                           "leader of",
                           "leader server",
                           "most of server",
                           "most load server",
                           "most load of",
                           "any server-1",
                           "leader of server-1",
                           "Server",
                           "server, client",
                           "leader  of  server  client",
                           "any any server",
                           "99999999999999999999 server",
                           "server in",
                           "in eu-west",
                           "server-1 in eu-west",
                           "and",
                           "server and",
                           "and server",
                           "server-1 and and server-2",
                           "others server",
                           "others",
                           "others of server-1",
                           "server in eu west",
                           "server-1+server-2"}) {
    INFO(text);
    CHECK_FALSE(read_selector(text).has_value());
  }
  CHECK(reread("any server-1").find("'server-1' is one instance already") != std::string::npos);
  CHECK(reread("0 server").find("the number must be at least 1") != std::string::npos);
}

TEST_CASE("the parts of a list are selectors of their own") {
  const Selector selector = *read_selector("leader of server in eu-west and client-2");
  CHECK(selector.zone == "eu-west");
  CHECK(selector.role == "leader");
  REQUIRE(selector.more.size() == 1);
  CHECK(selector.more[0].instance == "client-2");
  CHECK(selector.terms().size() == 2);
}

TEST_CASE("words in the wrong order are answered with the right order") {
  const auto hint = [](std::string_view text) {
    const std::string error = reread(text);
    const std::size_t bracket = error.find('(');
    return bracket == std::string::npos ? "" : error.substr(bracket);
  };
  CHECK(hint("term most server") == "(did you mean 'most term of server'?)");
  CHECK(hint("most term server") == "(did you mean 'most term of server'?)");
  CHECK(hint("least of commit_index server") == "(did you mean 'least commit_index of server'?)");
  CHECK(hint("most of server") == "(which field? 'most FIELD of server', such as 'most term of server')");
  CHECK(hint("most server") == "(which field? 'most FIELD of server', such as 'most term of server')");
  CHECK(hint("leader server") == "(did you mean 'leader of server'?)");
  CHECK(hint("server, client") == "");
  Selector selector;
  const auto pick = read_pick("load most", selector);
  REQUIRE(!pick);
  CHECK(pick.error().text.ends_with("(did you mean 'most load'?)"));
}

TEST_CASE("a link goes one way or both ways") {
  const auto one_way = read_link_selector("client -> leader of server");
  REQUIRE(one_way.has_value());
  CHECK_FALSE(one_way->both_ways);
  CHECK(one_way->text() == "client -> leader of server");
  const auto both_ways = read_link_selector("server-1<->2 follower of server");
  REQUIRE(both_ways.has_value());
  CHECK(both_ways->both_ways);
  CHECK(both_ways->text() == "server-1 <-> 2 follower of server");
}

TEST_CASE("what is no link is refused") {
  for (const char* text : {"", "server", "client - server", "-> server", "client ->", "client <- server", "a -> b -> c",
                           "others of server <-> others of client"}) {
    INFO(text);
    CHECK_FALSE(read_link_selector(text).has_value());
  }
}

TEST_CASE("the pick of the long form is read as in the short one") {
  Selector selector;
  selector.group = "shard";
  CHECK(read_pick("most load", selector).has_value());
  CHECK(selector == *read_selector("most load of shard"));
  CHECK(read_pick("2", selector).has_value());
  CHECK(selector.number == 2);
  for (const char* text : {"", "most", "most load of", "0", "some", "any 2"})
    CHECK_FALSE(read_pick(text, selector).has_value());
}
