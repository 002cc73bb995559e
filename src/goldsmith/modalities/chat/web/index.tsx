// chat.v1
