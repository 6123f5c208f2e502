// SPDX-License-Identifier: Apache-2.0
// screen: a small terminal, so that tests can look at what the line editor's output makes of it. Of ECMA-48 it knows what the
// editor uses, and fails the test on everything else.
#pragma once
#include <string>
#include <vector>

class Screen {
public:
  // pending_wrap: after the last column the cursor stays until the next character (xterm), else it goes on at once.
  Screen(int columns, int rows, bool pending_wrap);

  void Feed(const std::string &bytes);  // "\n" as the console sends it: return and line feed
  std::string Row(int row) const;       // without the blanks at its end

  int row = 0, column = 0;
  int bells = 0;
  bool asked = false;   // for the cursor's position, since the last look
  bool styled = false;  // a style is on

private:
  void Put(char c);
  void Wrap();
  void LineFeed();
  void EraseFrom(int row, int column);
  void Sequence(char final, int parameter);

  int columns_, rows_;
  bool pending_wrap_;
  bool pending_ = false;
  std::vector<std::string> cells_;
  std::string sequence_;
};
