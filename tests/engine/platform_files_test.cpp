// Every way in which a platform file can be wrong gives one line that names the file and, where SimGrid tells, the
// line; SimGrid's own words and backtraces never reach stderr.
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "engine/simgrid_probe.h"
#include "platform_fixture.h"

using namespace orrery;
using namespace orrery::testing;

namespace {

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "orrery-platform-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return (path_ / name).string();
  }
  std::string path(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

constexpr const char* kHead =
    "<?xml version=\"1.0\"?>\n"
    "<!DOCTYPE platform SYSTEM \"https://simgrid.org/simgrid.dtd\">\n";

std::string platform_text(const std::string& body) {
  return std::string(kHead) + "<platform version=\"4.1\">\n" + body + "\n</platform>\n";
}

// Two hosts and a link, in a zone that is left open.
const std::string kPair =
    "<zone id=\"z\" routing=\"Full\">\n<host id=\"a\" speed=\"1Gf\"/><host id=\"b\" speed=\"1Gf\"/>\n"
    "<link id=\"l\" bandwidth=\"1MBps\" latency=\"1ms\"/>\n";
const std::string kRoute = "<route src=\"a\" dst=\"b\"><link_ctn id=\"l\"/></route>\n";

std::string zone(const std::string& inside, const std::string& routing = "Full") {
  return "<zone id=\"z\" routing=\"" + routing + "\">" + inside + "</zone>";
}
std::string host(const std::string& attributes) { return "<host id=\"a\" " + attributes + "/>"; }
std::string link(const std::string& attributes) {
  return zone(host("speed=\"1Gf\"") + "<link id=\"l\" " + attributes + "/>");
}

// The text of the error after the file's name: one line, the same from probe and create.
std::string error_of(const std::string& path) {
  const auto probed = Platform::probe(from_file(path));
  if (probed) return {};
  const std::string& error = probed.error();
  in_child([&] {
    const auto created = Platform::create(from_file(path));
    REQUIRE(!created);
    REQUIRE(created.error() == error);
  });
  CHECK(error.find('\n') == std::string::npos);
  CHECK(error.substr(0, path.size() + 1) == path + ":");
  return error.substr(path.size() + 1);
}

std::string error_in(const std::string& text) {
  const Folder folder;
  return error_of(folder.write("p.xml", text));
}

}  // namespace

TEST_CASE("a platform file that is no XML, or no platform, is refused with its line") {
  CHECK(error_in("hello world\n") == "1: Unexpected character `h' in prolog.");
  CHECK(error_in("") == "1: EOF in prolog.");
  CHECK(error_in(std::string("\x7f"
                             "ELF\0\1\2",
                             7)) == "1: Unexpected character `?' in prolog.");
  CHECK(error_in(std::string(kHead) + "<platform version=\"4.1\">\n<zone id=\"z\" rou") ==
        "4: Bad attribute `rou' in `zone' element start tag; a zone has id and routing");
  CHECK(error_in(platform_text("<zone id=\"z\" routing=\"Full\">")) ==
        "5: Unexpected end-tag `</platform>': `</zone>' expected.");
  CHECK(error_in(std::string(kHead) + "<platform version=\"3\">\n</platform>\n") ==
        "3: the platform's version is too old; expected version=\"4.1\" (simgrid_update_xml converts)");
  CHECK(error_in(std::string(kHead) + "<platform>\n</platform>\n") ==
        "3: the platform has no version; expected version=\"4.1\" (simgrid_update_xml converts)");
}

TEST_CASE("what SimGrid's parser refuses is told with its line") {
  CHECK(error_in(platform_text(kPair + "<foo/></zone>")) ==
        "7: Unexpected character `<': `</zone>' expected; a tag that is misspelt, or has no place here");
  CHECK(error_in(platform_text(zone("<host id=\"h\" sped=\"1Gf\"/>"))) ==
        "4: Bad attribute `sped' in `host' element start tag; a host has id, speed, core, coordinates, pstate, "
        "availability_file, speed_file and state_file");
  CHECK(error_in(platform_text(zone("<host speed=\"1Gf\"/>"))) ==
        "4: Required attribute `id' not set for `host' element.");
  CHECK(error_in(platform_text(zone(host("speed=\"1Gparsec\"")))) == "4: unknown unit: Gparsec");
  CHECK(error_in(platform_text(zone(host("speed=\"1Gf\""), "Foo"))) ==
        "4: unknown routing; expected Full, Floyd, Dijkstra, DijkstraCache, Cluster, Vivaldi or None");
  CHECK(error_in(platform_text(zone("<storage_type id=\"t\" size=\"1GiB\"/>"))) ==
        "4: <storage_type> tag was removed in SimGrid v3.27. Please stop using it now.");
  CHECK(error_in(platform_text("<config><prop id=\"nosuch\" value=\"1\"/></config>")) == "4: Bad config key: nosuch");
  CHECK(error_in(platform_text("<cluster id=\"c\" prefix=\"c\" suffix=\"\" radical=\"x-y\" speed=\"1Gf\" bw=\"1MBps\" "
                               "lat=\"1ms\"/>")) == "4: x is not an int");
  CHECK(error_in(platform_text("<cluster id=\"c\" prefix=\"c\" suffix=\"\" radical=\"0-99999999999\" speed=\"1Gf\" "
                               "bw=\"1MBps\" lat=\"1ms\"/>")) == "4: expected a whole number of at most nine digits");
  CHECK(error_in(platform_text(kPair + kRoute + "</zone><actor host=\"a\" function=\"f\"/>")) ==
        "8: Error while creating an actor from the XML file: Function 'f' not registered");
}

TEST_CASE("things of one name, and names of nothing, are refused with their line") {
  CHECK(error_in(platform_text(kPair + "<host id=\"a\" speed=\"1Gf\"/></zone>")) ==
        "7: Refusing to create a second host named 'a'.");
  CHECK(error_in(platform_text(kPair + "<link id=\"l\" bandwidth=\"1MBps\" latency=\"1ms\"/></zone>")) ==
        "7: Link 'l' declared several times in the platform.");
  CHECK(error_in(platform_text(kPair + kRoute + kRoute + "</zone>")) ==
        "8: The route between a and b already exists (Rq: routes are symmetrical by default).");
  CHECK(error_in(platform_text("<zone id=\"r\" routing=\"Full\">" + zone("") + zone("") + "</zone>")) ==
        "4: Refusing to create a second NetZone called 'z'.");
  CHECK(error_in(platform_text(kPair + "<route src=\"a\" dst=\"b\"><link_ctn id=\"m\"/></route></zone>")) ==
        "7: Link not found: m");
  CHECK(error_in(platform_text(kPair + "<route src=\"a\" dst=\"c\"><link_ctn id=\"l\"/></route></zone>")) ==
        "7: Route dst='c' names no node. Existing netpoints: 'a','b'");
}

TEST_CASE("a profile that is missing or wrong is refused with the line that names it") {
  CHECK(error_in(platform_text(zone(host("speed=\"1Gf\" state_file=\"nope.txt\"")))) ==
        "4: Cannot open file 'nope.txt'");
  const Folder folder;
  folder.write("words.txt", "garbage here\n");
  folder.write("unsorted.txt", "0 1\n5 0\n3 1\n");
  CHECK(error_of(folder.write("w.xml", platform_text(zone(host("speed=\"1Gf\" state_file=\"words.txt\""))))) ==
        "4: expected a number (in the file or in a profile that it names)");
  CHECK(error_of(folder.write("u.xml", platform_text(zone(host("speed=\"1Gf\" state_file=\"unsorted.txt\""))))) ==
        "4: a profile that it names, line 3: Invalid trace: Events must be sorted, but time 5 > time 3.");
}

TEST_CASE("figures that SimGrid takes in silence though no run can use them are refused") {
  CHECK(error_in(platform_text(zone(host("speed=\"-1Gf\"")))) ==
        " host 'a': its speed must be above 0, found -1000000000");
  CHECK(error_in(platform_text(zone(host("speed=\"0f\"")))) == " host 'a': its speed must be above 0, found 0");
  CHECK(error_in(platform_text(link("bandwidth=\"0Bps\" latency=\"1ms\""))) ==
        " link 'l': its bandwidth must be above 0, found 0");
  CHECK(error_in(platform_text(link("bandwidth=\"-5Bps\" latency=\"1ms\""))) ==
        " link 'l': its bandwidth must be above 0, found -5");
  CHECK(error_in(platform_text(link("bandwidth=\"nanBps\" latency=\"1ms\""))) ==
        " link 'l': its bandwidth must be above 0, found nan");
  CHECK(error_in(platform_text(link("bandwidth=\"5Bps\" latency=\"-1ms\""))) ==
        " link 'l': its latency must not be negative, found -0.001");
  CHECK(error_in(platform_text(zone("<host id=\"a\" speed=\"1Gf\"><disk id=\"d\" read_bw=\"1MBps\" write_bw=\"0MBps\"/>"
                                    "</host>"))) == " disk 'd' of host 'a': its bandwidth must be above 0, found 0");
}

TEST_CASE("a latency, bandwidth or speed without unit is refused with its line, whatever SimGrid would make of it") {
  CHECK(error_in(platform_text("\n" + link("bandwidth=\"1MBps\" latency=\"5\""))) ==
        "5: latency=\"5\" has no unit: write 5ms, say");
  CHECK(error_in(platform_text(link("bandwidth=\"100\" latency=\"5ms\""))) ==
        "4: bandwidth=\"100\" has no unit: write 100MBps, say");
  CHECK(error_in(platform_text(zone(host("speed=\"1Gf, 1e9\"")))) ==
        "4: speed=\"1Gf, 1e9\" has no unit: write 1e9Gf, say");
  CHECK(error_in(platform_text(zone("<host id=\"a\" speed='1Gf'><disk id=\"d\" read_bw = '7' write_bw=\"1MBps\"/>"
                                    "</host>"))) == "4: read_bw=\"7\" has no unit: write 7MBps, say");
  CHECK(error_in(platform_text("<cluster id=\"c\" prefix=\"c\" suffix=\"\" radical=\"0-3\" speed=\"1Gf\" "
                               "bw=\"1MBps\"\nlat=\"0.5\"/>")) == "5: lat=\"0.5\" has no unit: write 0.5ms, say");
}

TEST_CASE("a figure of 0, a comment and an attribute that is no figure need no unit") {
  CHECK(error_in(platform_text(
                     "<!-- latency=\"5\" --><zone id=\"z\" routing=\"Full\"><prop id=\"latency\" value=\"5\"/>" +
                     host("speed=\"1Gf\" core=\"2\"") + "<link id=\"l\" bandwidth=\"1MBps\" latency=\"0\"/></zone>"))
            .empty());
}

TEST_CASE("a platform without host, with two roots, or with Wi-Fi is refused") {
  CHECK(error_in(platform_text("")) == " the platform has no host");
  CHECK(error_in(platform_text(zone(""))) == " the platform has no host");
  CHECK(error_in(platform_text(zone(host("speed=\"1Gf\"")) + "<zone id=\"y\" routing=\"Full\"></zone>")) ==
        " the platform has a second root zone: put one zone around all the others");
  CHECK(error_in(platform_text("<zone id=\"y\" routing=\"Full\"></zone>" + zone(host("speed=\"1Gf\"")))) ==
        "4: a second root zone: put one zone around all the others");
  CHECK(error_in(platform_text(link("bandwidth=\"54MBps,36MBps\" latency=\"0ms\" sharing_policy=\"WIFI\""))) ==
        "4: a link with several bandwidths is a Wi-Fi link: Orrery does not take these");
  CHECK(error_in(platform_text(zone("<prop id=\"access_point\" value=\"ap\"/>" + host("speed=\"1Gf\"") +
                                        "<router id=\"ap\"/><link id=\"w\" bandwidth=\"54MBps\" latency=\"0ms\" "
                                        "sharing_policy=\"WIFI\"/>",
                                    "WIFI"))) ==
        " link 'w' is a Wi-Fi link, whose rates are no bandwidth: Orrery does not take these");
}

TEST_CASE("what is no readable file of a fair size is refused before SimGrid sees it") {
  const Folder folder;
  CHECK(error_of(folder.path("nosuch.xml")) == " no such file");
  CHECK(error_of(folder.path("")) == " a directory, not a platform file");
  CHECK(error_of("/dev/null") == " not a file");
  CHECK(error_of(folder.write("code.so", "")) == " a shared library; expected an XML file");
  const std::string huge = folder.write("huge.xml", "");
  std::filesystem::resize_file(huge, kPlatformFileLimit + 1);
  CHECK(error_of(huge) == " 67108865 bytes are more than a platform file may have (67108864)");
}

TEST_CASE("a file that may not be read is refused") {
  const Folder folder;
  const std::string path = folder.write("secret.xml", platform_text(kPair + kRoute + "</zone>"));
  REQUIRE(chmod(folder.path("").c_str(), 0755) == 0);
  REQUIRE(chmod(path.c_str(), 0) == 0);
  in_child([&] {
    // root may read everything.
    if (geteuid() == 0) REQUIRE(setuid(65534) == 0);
    const auto probed = Platform::probe(from_file(path));
    REQUIRE(!probed);
    REQUIRE(probed.error() == path + ": cannot be read (Permission denied)");
  });
}

TEST_CASE("a platform that takes too long is given up") {
  const Folder folder;
  const std::string path =
      folder.write("big.xml", platform_text("<cluster id=\"c\" prefix=\"c\" suffix=\"\" radical=\"0-400000000\" "
                                            "speed=\"1Gf\" bw=\"1MBps\" lat=\"1ms\"/>"));
  in_child([&] {
    const auto probed = probe_platform_file(path, 1);
    REQUIRE(!probed);
    REQUIRE(probed.error() == path + ": SimGrid is not done with it after 1 s");
  });
}

TEST_CASE("a path is told as it was given") {
  const Folder folder;
  folder.write("p.xml", "hello");
  in_child([&] {
    REQUIRE(chdir(folder.path("").c_str()) == 0);
    const auto probed = Platform::probe(from_file("p.xml"));
    REQUIRE(!probed);
    REQUIRE(probed.error() == "p.xml:1: Unexpected character `h' in prolog.");
  });
}

TEST_CASE("a probe gives the hosts' names and leaves no engine behind") {
  in_child([] {
    const auto names = Platform::probe(from_file(platform_file("office.xml")));
    REQUIRE(names.has_value());
    REQUIRE(*names == Log{"desk", "door", "attic"});
    REQUIRE(Platform::probe(from_file(platform_file("campus.xml")))->size() == 11);
    REQUIRE(Platform::create(from_file(platform_file("office.xml"))).has_value());
  });
}

TEST_CASE("a pair without route is told by check_route, in every kind of zone") {
  const Folder folder;
  const std::string three =
      "<host id=\"a\" speed=\"1Gf\"/><host id=\"b\" speed=\"1Gf\"/><host id=\"c\" speed=\"1Gf\"/>"
      "<link id=\"l\" bandwidth=\"1MBps\" latency=\"1ms\"/>" +
      kRoute;
  for (const std::string routing : {"Full", "Floyd", "Dijkstra", "DijkstraCache"}) {
    const std::string path = folder.write("p.xml", platform_text(zone(three, routing)));
    in_child([&] {
      Script script(from_file(path));
      const HostIndex a = script.host("a"), b = script.host("b"), c = script.host("c");
      REQUIRE(script->check_route(a, b).empty());
      REQUIRE(script->check_route(b, a).empty());
      REQUIRE(script->check_route(a, a).empty());
      REQUIRE(script->check_route(a, c) == path + ": the platform has no route from host 'a' to host 'c'");
      REQUIRE(script->check_route(c, b) == path + ": the platform has no route from host 'c' to host 'b'");
      REQUIRE(script->check_route(c, a) == path + ": the platform has no route from host 'c' to host 'a'");
    });
  }
}

TEST_CASE("two nodes on one host are joined, by our own loopback where SimGrid has no way from a host to itself") {
  const Folder folder;
  const std::string path = folder.write("none.xml", platform_text(zone(host("speed=\"1Gf\""), "None")));
  in_child([&] {
    Script script(from_file(path));
    const HostIndex a = script.host("a");
    REQUIRE(script->check_route(a, a).empty());
    REQUIRE(script->route(a, a).latency == 10e-6);
    REQUIRE(script->route(a, a).bandwidth == 5e9);
    REQUIRE(script->route_is_on(a, a));
    ActivityId cancelled{};
    script.at(Instant::start(), [&] {
      script->start_transfer(a, a, 5e9);
      script->start_transfer(a, a, 5e9);  // a loopback is not shared
      cancelled = script->start_transfer(a, a, 5e9);
      script->start_transfer(a, a, 10e9);
    });
    script.at(Instant::at(Duration::seconds(1)), [&] { script->cancel(cancelled); });
    script.at(Instant::at(Duration::milliseconds(1'500)), [&] { script->turn_off(a); });
    script.run(Instant::at(Duration::seconds(10)));
    REQUIRE(script.log == Log{"1000000000 ns: 3 failed", "1000010000 ns: 1 done", "1000010000 ns: 2 done",
                              "1500000000 ns: 4 failed"});
  });
}
