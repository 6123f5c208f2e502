// SPDX-License-Identifier: Apache-2.0
#include "cells/shell/line/screen.h"

#include <algorithm>
#include <cstdlib>

#include "gtest/gtest.h"

Screen::Screen(int columns, int rows, bool pending_wrap)
    : columns_(columns), rows_(rows), pending_wrap_(pending_wrap), cells_(rows, std::string(columns, ' ')) {}

std::string Screen::Row(int row) const {
  std::string text = cells_.at(row);
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

void Screen::LineFeed() {
  if (row + 1 < rows_) {
    row++;
    return;
  }
  cells_.erase(cells_.begin());
  cells_.push_back(std::string(columns_, ' '));
}

void Screen::Wrap() {
  column = 0;
  pending_ = false;
  LineFeed();
}

void Screen::Put(char c) {
  if (pending_) Wrap();
  cells_[row][column] = c;
  if (column + 1 < columns_)
    column++;
  else if (pending_wrap_)
    pending_ = true;
  else
    Wrap();
}

void Screen::EraseFrom(int from_row, int from_column) {
  for (int r = from_row; r < rows_; r++)
    for (int c = r == from_row ? from_column : 0; c < columns_; c++)
      cells_[r][c] = ' ';
}

void Screen::Sequence(char final, int parameter) {
  int count = std::max(parameter, 1);
  pending_ = false;
  switch (final) {
  case 'A': row = std::max(row - count, 0); break;
  case 'B': row = std::min(row + count, rows_ - 1); break;
  case 'C': column = std::min(column + count, columns_ - 1); break;
  case 'D': column = std::max(column - count, 0); break;
  case 'H': row = column = 0; break;
  case 'J':
    if (parameter == 2)
      EraseFrom(0, 0);
    else
      EraseFrom(row, column);
    break;
  case 'n': asked = true; break;
  case 'm': styled = parameter != 0; break;
  default: ADD_FAILURE() << "unknown sequence with final " << final;
  }
}

void Screen::Feed(const std::string &bytes) {
  for (char c : bytes) {
    if (!sequence_.empty()) {
      sequence_ += c;
      if (sequence_.size() == 2 && c == '[') continue;
      if (c < '@') continue;
      Sequence(c, atoi(sequence_.c_str() + 2));
      sequence_.clear();
    } else if (c == '\x1b') {
      sequence_ = c;
    } else if (c == '\r') {
      column = 0;
      pending_ = false;
    } else if (c == '\n') {
      column = 0;
      pending_ = false;
      LineFeed();
    } else if (c == '\a') {
      bells++;
    } else if (c >= ' ' && c <= '~') {
      Put(c);
    } else {
      ADD_FAILURE() << "unknown byte " << static_cast<int>(c);
    }
  }
}
