// How help is laid out: as wide as the page, in the words that the rest of the command uses.
#pragma once

#include <string>

#include <CLI/CLI.hpp>

namespace orrery::cli {

class HelpFormatter final : public CLI::Formatter {
 public:
  HelpFormatter();

  std::string make_description(const CLI::App* app) const override;
  // Lines that are indented are commands to be typed, and are left as they are.
  std::string make_footer(const CLI::App* app) const override;
  std::string make_subcommand(const CLI::App* command) const override;
  std::string make_option_opts(const CLI::Option* option) const override;
  std::string make_option_desc(const CLI::Option* option) const override;
};

}  // namespace orrery::cli
