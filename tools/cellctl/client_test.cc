// SPDX-License-Identifier: Apache-2.0
// The client against a system that says what a test wants it to say, in order or not.
#include "tools/cellctl/client.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <string>

#include "tools/cellctl/fake_system.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace {

using testing::HasSubstr;
using Heard = FakeSystem::Heard;

enum : uint32_t { PATIENT_MS = 60'000, IMPATIENT_MS = 60, SESSION = 7 };

class Client : public testing::Test {
protected:
  void SetUp() override {
    char name[] = "/tmp/cellctl.XXXXXX";  // a socket's path is short
    ASSERT_NE(mkdtemp(name), nullptr);
    folder = name;
    client_stop_wanted = 0;
  }
  void TearDown() override {
    client_close(&client);
    system_.reset();
    unlink((folder + "/control").c_str());
    unlink((folder + "/turn").c_str());
    rmdir(folder.c_str());
  }
  // HELLO is answered, all else by the test.
  void Start(FakeSystem::Answer answer) {
    system_ = std::make_unique<FakeSystem>(folder, [answer](FakeSystem &system, const Heard &heard) {
      if (heard.type == CONTROL_HELLO)
        system.Send(CONTROL_WELCOME, SESSION, 0, "image //images:x\nplatform //platforms:y\n");
      else
        answer(system, heard);
    });
  }
  bool Open(uint32_t timeout_ms = PATIENT_MS) {
    return client_open(&client, folder.c_str(), "a test", timeout_ms);
  }
  bool Run(const std::string &line) {
    return client_run(
        &client, line.c_str(),
        [](void *context, const void *bytes, size_t count) {
          static_cast<std::string *>(context)->append(static_cast<const char *>(bytes), count);
        },
        &output, &result);
  }
  std::string folder, output;
  struct client client = {};
  struct client_result result = {};
  std::unique_ptr<FakeSystem> system_;
};

std::string Done(int64_t value, uint32_t end = CONTROL_RETURNED) {
  return Number(static_cast<uint64_t>(value), 8) + Number(end, 4);
}

TEST_F(Client, LearnsFromTheWelcomeWhomItTalksTo) {
  Start([](FakeSystem &, const Heard &) {});
  ASSERT_TRUE(Open()) << client.error;
  char text[64];
  EXPECT_TRUE(client_about(&client, "image", text, sizeof text));
  EXPECT_STREQ(text, "//images:x");
  EXPECT_TRUE(client_about(&client, "platform", text, sizeof text));
  EXPECT_STREQ(text, "//platforms:y");
  EXPECT_FALSE(client_about(&client, "plat", text, sizeof text));
}

TEST_F(Client, RunsALineAndPassesItsOutputOnInOrder) {
  Start([](FakeSystem &system, const Heard &heard) {
    EXPECT_EQ(heard.payload, "uptime");
    system.Send(CONTROL_OUTPUT, SESSION, heard.sequence, "one ");
    system.Send(CONTROL_OUTPUT, SESSION, heard.sequence, "two");
    system.Send(CONTROL_DONE, SESSION, heard.sequence, Done(-3));
  });
  ASSERT_TRUE(Open() && Run("uptime")) << client.error;
  EXPECT_EQ(output, "one two");
  EXPECT_EQ(result.value, -3);
  EXPECT_EQ(result.end, static_cast<uint32_t>(CONTROL_RETURNED));
}

TEST_F(Client, SkipsWhatWasMeantForAClientBefore) {
  Start([](FakeSystem &system, const Heard &heard) {
    system.SendBytes("half a frame");
    system.SendBytes(std::string(1, '\0'));
    system.Send(CONTROL_OUTPUT, SESSION - 1, heard.sequence, "old");
    system.Send(CONTROL_DONE, SESSION - 1, heard.sequence, Done(9));
    system.Send(CONTROL_REFUSED, 0, 0, Number(CORRUPT, 4) + "no frame");
    system.Send(CONTROL_OUTPUT, SESSION, heard.sequence, "new");
    system.Send(CONTROL_DONE, SESSION, heard.sequence, Done(0));
  });
  ASSERT_TRUE(Open() && Run("x")) << client.error;
  EXPECT_EQ(output, "new");
  EXPECT_EQ(result.value, 0);
}

TEST_F(Client, ShowsARefusalAsTheSystemSaysIt) {
  Start([](FakeSystem &system, const Heard &heard) {
    system.Send(CONTROL_REFUSED, SESSION, heard.sequence, Number(NOT_FOUND, 4) + "unknown command 'x'");
  });
  ASSERT_TRUE(Open());
  EXPECT_FALSE(Run("x"));
  EXPECT_EQ(client.failure, CLIENT_REFUSED);
  EXPECT_EQ(client.refusal, NOT_FOUND);
  EXPECT_STREQ(client.error, "unknown command 'x'");
}

TEST_F(Client, TriesAgainWhileTheCommandOfAnotherIsBeingEnded) {
  int busy = 3;
  Start([&](FakeSystem &system, const Heard &heard) {
    if (busy-- > 0)
      system.Send(CONTROL_REFUSED, SESSION, heard.sequence, Number(BUSY, 4) + "busy");
    else
      system.Send(CONTROL_DONE, SESSION, heard.sequence, Done(0));
  });
  EXPECT_TRUE(Open() && Run("x")) << client.error;
  EXPECT_EQ(system_->heard().back().sequence, 4);
}

TEST_F(Client, AStopGoesToTheCommandAndNotToTheClient) {
  uint16_t running = 0;
  Start([&](FakeSystem &system, const Heard &heard) {
    if (heard.type == CONTROL_RUN) {
      running = heard.sequence;
      client_stop_wanted = 1;
      system.Send(CONTROL_OUTPUT, SESSION, heard.sequence, "runs");
    } else if (heard.type == CONTROL_STOP) {
      system.Send(CONTROL_ACCEPTED, SESSION, heard.sequence, "");
      system.Send(CONTROL_DONE, SESSION, running, Done(0, CONTROL_STOPPED));
    }
  });
  ASSERT_TRUE(Open() && Run("spin")) << client.error;
  EXPECT_EQ(result.end, static_cast<uint32_t>(CONTROL_STOPPED));
}

TEST_F(Client, AHelloThatWasSaidTwiceMakesTheLaterSessionCount) {
  bool first = true;
  system_ = std::make_unique<FakeSystem>(folder, [&](FakeSystem &system, const Heard &heard) {
    if (heard.type == CONTROL_HELLO) {
      system.Send(CONTROL_WELCOME, 1, 0, "");
    } else if (first) {
      first = false;
      system.Send(CONTROL_WELCOME, 2, 0, "");
      system.Send(CONTROL_REFUSED, 1, heard.sequence, Number(INVALID, 4) + "another session");
    } else if (heard.session == 2) {
      system.Send(CONTROL_BYTES, 2, heard.sequence, "abc");
    }
  });
  char bytes[3];
  size_t got = 0;
  ASSERT_TRUE(Open());
  ASSERT_TRUE(client_read(&client, 0, 0, bytes, sizeof bytes, &got)) << client.error;
  EXPECT_EQ(std::string(bytes, got), "abc");
  EXPECT_EQ(system_->heard().back().sequence, 1);
}

TEST_F(Client, ReadsInPiecesUntilTheUsedPartEnds) {
  std::string area(CONTROL_PAYLOAD + 100, 'x');
  Start([&](FakeSystem &system, const Heard &heard) {
    EXPECT_EQ(heard.payload.substr(0, 4), Number(5, 4));
    uint64_t offset =
        static_cast<uint8_t>(heard.payload[4]) | static_cast<uint64_t>(static_cast<uint8_t>(heard.payload[5])) << 8;
    uint64_t length =
        static_cast<uint8_t>(heard.payload[12]) | static_cast<uint64_t>(static_cast<uint8_t>(heard.payload[13])) << 8;
    system.Send(CONTROL_BYTES, SESSION, heard.sequence, area.substr(offset, length));
  });
  std::string bytes(3 * CONTROL_PAYLOAD, '.');
  size_t got = 0;
  ASSERT_TRUE(Open() && client_read(&client, 5, 0, bytes.data(), bytes.size(), &got)) << client.error;
  EXPECT_EQ(bytes.substr(0, got), area);
}

TEST_F(Client, AnAnswerThatIsLongerThanWhatWasAskedForIsRefused) {
  Start([](FakeSystem &system, const Heard &heard) { system.Send(CONTROL_BYTES, SESSION, heard.sequence, "four"); });
  char bytes[3];
  size_t got = 0;
  ASSERT_TRUE(Open());
  EXPECT_FALSE(client_read(&client, 0, 0, bytes, sizeof bytes, &got));
  EXPECT_EQ(client.failure, CLIENT_FOREIGN);
}

TEST_F(Client, StoresSizeAndSumFirstAndThenTheBytesInOrder) {
  std::string cell(2500, 'c'), came;
  Start([&](FakeSystem &system, const Heard &heard) {
    if (heard.type == CONTROL_STORE)
      EXPECT_EQ(heard.payload, Number(cell.size(), 8) + Number(control_crc(0, cell.data(), cell.size()), 4));
    if (heard.type == CONTROL_DATA) {
      EXPECT_EQ(heard.payload.substr(0, 8), Number(came.size(), 8));
      came += heard.payload.substr(8);
    }
    system.Send(CONTROL_ACCEPTED, SESSION, heard.sequence, "");
  });
  ASSERT_TRUE(Open() && client_store(&client, cell.data(), cell.size())) << client.error;
  EXPECT_EQ(came, cell);
}

TEST_F(Client, AConnectionThatEndsHalfWayIsSaid) {
  Start([](FakeSystem &system, const Heard &) { system.HangUp(); });
  ASSERT_TRUE(Open());
  EXPECT_FALSE(Run("poweroff"));
  EXPECT_EQ(client.failure, CLIENT_GONE);
  EXPECT_THAT(client.error, HasSubstr("the connection ended half way"));
}

TEST_F(Client, AnotherVersionOfTheProtocolIsSaid) {
  system_ = std::make_unique<FakeSystem>(folder, [](FakeSystem &system, const Heard &heard) {
    system.Send(CONTROL_REFUSED, 0, heard.sequence, Number(UNSUPPORTED, 4), CONTROL_VERSION + 1);
  });
  EXPECT_FALSE(Open());
  EXPECT_EQ(client.failure, CLIENT_FOREIGN);
  EXPECT_THAT(client.error, HasSubstr("another version of the control line's protocol"));
}

TEST_F(Client, ASystemThatKeepsSilentIsGivenUp) {
  system_ = std::make_unique<FakeSystem>(folder, [](FakeSystem &, const Heard &) {});
  EXPECT_FALSE(Open(IMPATIENT_MS));
  EXPECT_EQ(client.failure, CLIENT_SILENT);
  EXPECT_THAT(client.error, HasSubstr("does not answer"));
}

TEST_F(Client, ACommandMayKeepSilentAsLongAsTheSystemAnswers) {
  uint16_t running = 0;
  int signs = 0;
  Start([&](FakeSystem &system, const Heard &heard) {
    if (heard.type == CONTROL_RUN) running = heard.sequence;
    if (heard.type == CONTROL_READ) {
      system.Send(CONTROL_BYTES, SESSION, heard.sequence, "12345678");
      if (++signs == 2) system.Send(CONTROL_DONE, SESSION, running, Done(0));
    }
  });
  ASSERT_TRUE(Open()) << client.error;
  client.timeout_ms = IMPATIENT_MS;
  EXPECT_TRUE(Run("sleep")) << client.error;
}

TEST_F(Client, ASystemThatWasStartedAnewNoLongerRunsTheCommand) {
  Start([&](FakeSystem &system, const Heard &heard) {
    if (heard.type == CONTROL_READ)
      system.Send(CONTROL_REFUSED, SESSION, heard.sequence, Number(INVALID, 4) + "there is no such session; say HELLO");
  });
  ASSERT_TRUE(Open());
  EXPECT_FALSE(Run("reboot"));
  EXPECT_EQ(client.failure, CLIENT_REFUSED);
}

TEST_F(Client, WhoeverHasToWaitLearnsForWhom) {
  Start([](FakeSystem &, const Heard &) {});
  ASSERT_TRUE(Open());
  struct client second;
  EXPECT_FALSE(client_open(&second, folder.c_str(), "another test", IMPATIENT_MS));
  EXPECT_EQ(second.failure, CLIENT_HELD);
  EXPECT_THAT(second.error, HasSubstr("process " + std::to_string(getpid()) + ", `a test`"));
  client_close(&second);
  client_close(&client);
  EXPECT_TRUE(client_open(&second, folder.c_str(), "another test", PATIENT_MS)) << second.error;
  client_close(&second);
}

TEST_F(Client, WhereNobodyListensThatIsSaid) {
  EXPECT_FALSE(Open());
  EXPECT_EQ(client.failure, CLIENT_GONE);
  EXPECT_THAT(client.error, HasSubstr("has ended, or is only just starting"));
}

}  // namespace
