// The statements of one connection, prepared once and kept for the next who asks the same.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "run_file/sqlite.h"

namespace orrery {

class Statements {
  using Kept = std::map<std::string, Statement, std::less<>>;

 public:
  // The database must outlive this.
  explicit Statements(const Database& database) : database_(database) {}

  // A statement for one use, with nothing bound. It comes back by itself, also where not all of its rows were read: one
  // that stands among its rows would hold the lock that the writer of the file waits for.
  class Loan {
   public:
    Loan(Loan&&) noexcept = default;
    Loan& operator=(Loan&&) = delete;
    ~Loan();
    Statement& operator*() { return node_.mapped(); }
    Statement* operator->() { return &node_.mapped(); }

   private:
    friend class Statements;
    Loan(Kept& kept, Kept::node_type node) : kept_(kept), node_(std::move(node)) {}

    Kept& kept_;
    Kept::node_type node_;
  };
  // What is lent already is prepared anew, so that whoever reads rows may ask the same again for each of them.
  Loan lend(std::string_view sql);

 private:
  const Database& database_;
  Kept kept_;
};

}  // namespace orrery
