// SPDX-License-Identifier: Apache-2.0
// keys: the state machine from bytes to keys.
#include "cells/shell/line/keys.h"

enum keys_state { KEYS_GROUND, KEYS_ESCAPE, KEYS_CSI, KEYS_SS3, KEYS_LINUX };

enum { BYTE_ESC = 0x1b, BYTE_DEL = 0x7f, PARAMETER_MAX = 9999 };

static enum key control_key(uint8_t byte) {
  switch (byte) {
  case 0x01: return KEY_HOME;
  case 0x02: return KEY_LEFT;
  case 0x03: return KEY_INTERRUPT;
  case 0x04: return KEY_END_OF_INPUT;
  case 0x05: return KEY_END;
  case 0x06: return KEY_RIGHT;
  case 0x07: return KEY_ABORT;
  case 0x08: return KEY_BACKSPACE;
  case 0x09: return KEY_TAB;
  case 0x0a: return KEY_ENTER;
  case 0x0b: return KEY_KILL_TO_END;
  case 0x0c: return KEY_CLEAR;
  case 0x0d: return KEY_ENTER;
  case 0x0e: return KEY_DOWN;
  case 0x10: return KEY_UP;
  case 0x12: return KEY_SEARCH;
  case 0x14: return KEY_TRANSPOSE;
  case 0x15: return KEY_KILL_TO_START;
  case 0x17: return KEY_KILL_BLANK_WORD;
  case 0x19: return KEY_YANK;
  case BYTE_DEL: return KEY_BACKSPACE;
  default: return KEY_NONE;
  }
}

static enum key letter_key(uint8_t letter, bool by_words) {
  switch (letter) {
  case 'A': return KEY_UP;
  case 'B': return KEY_DOWN;
  case 'C': return by_words ? KEY_WORD_RIGHT : KEY_RIGHT;
  case 'D': return by_words ? KEY_WORD_LEFT : KEY_LEFT;
  case 'F': return KEY_END;
  case 'H': return KEY_HOME;
  default: return KEY_NONE;
  }
}

// ESC [ NUMBER ~, as DEC's VT220 sends for the keys above the arrows; 7 and 8 are rxvt's.
static enum key numbered_key(uint16_t number) {
  switch (number) {
  case 1:
  case 7: return KEY_HOME;
  case 3: return KEY_DELETE;
  case 4:
  case 8: return KEY_END;
  default: return KEY_NONE;
  }
}

static enum key sequence_key(const struct keys *keys, uint8_t final) {
  if (keys->foreign) return KEY_NONE;
  if (final == '~') return numbered_key(keys->parameters[0]);
  if (final == 'R') return keys->count == 2 ? KEY_POSITION : KEY_NONE;
  // The second parameter is 1 + shift 1, alt 2, control 4.
  bool by_words = keys->count == 2 && keys->parameters[1] > 1 && ((keys->parameters[1] - 1) & 6) != 0;
  return letter_key(final, by_words);
}

static enum key alt_key(uint8_t byte) {
  switch (byte) {
  case 'b': return KEY_WORD_LEFT;
  case 'f': return KEY_WORD_RIGHT;
  case 'd': return KEY_KILL_WORD_RIGHT;
  default: return KEY_NONE;
  }
}

static enum key take_escape(struct keys *keys, uint8_t byte) {
  keys->state = KEYS_GROUND;
  if (byte == '[') {
    *keys = (struct keys){.state = KEYS_CSI};
  } else if (byte == 'O') {
    keys->state = KEYS_SS3;
  } else {
    return alt_key(byte);
  }
  return KEY_NONE;
}

static enum key take_csi(struct keys *keys, uint8_t byte) {
  if (byte >= '0' && byte <= '9') {
    if (keys->count == 0) keys->count = 1;
    if (keys->count > 2) return KEY_NONE;
    uint16_t *parameter = &keys->parameters[keys->count - 1];
    uint32_t value = *parameter * 10u + (byte - '0');
    *parameter = (uint16_t)(value < PARAMETER_MAX ? value : PARAMETER_MAX);
  } else if (byte == ';') {
    if (keys->count == 0) keys->count = 1;
    if (keys->count <= 2) keys->count++;
  } else if (byte < 0x40) {
    keys->foreign = true;
  } else if (byte == '[' && keys->count == 0 && !keys->foreign) {
    keys->state = KEYS_LINUX;  // the Linux console's F1 to F5: ESC [ [ A
  } else {
    keys->state = KEYS_GROUND;
    return sequence_key(keys, byte);
  }
  return KEY_NONE;
}

static enum key take_printable(struct keys *keys, uint8_t byte) {
  switch (keys->state) {
  case KEYS_ESCAPE: return take_escape(keys, byte);
  case KEYS_CSI: return take_csi(keys, byte);
  case KEYS_SS3: keys->state = KEYS_GROUND; return letter_key(byte, false);
  case KEYS_LINUX: keys->state = KEYS_GROUND; return KEY_NONE;
  default: return (enum key)byte;
  }
}

enum key keys_take(struct keys *keys, uint8_t byte) {
  bool after_return = keys->after_return;
  keys->after_return = byte == '\r';
  if (byte == '\n' && after_return) return KEY_NONE;
  if (byte == BYTE_ESC) {
    keys->state = KEYS_ESCAPE;
    return KEY_NONE;
  }
  if (byte < ' ' || byte == BYTE_DEL) {
    bool alt = keys->state == KEYS_ESCAPE;
    keys->state = KEYS_GROUND;
    enum key key = control_key(byte);
    return alt && key == KEY_BACKSPACE ? KEY_KILL_WORD_LEFT : key;
  }
  if (byte >= 0x80) {
    keys->state = KEYS_GROUND;
    return byte >= 0xc0 ? KEY_FOREIGN : KEY_NONE;
  }
  return take_printable(keys, byte);
}
